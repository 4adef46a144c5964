import { execFile } from 'node:child_process';
import { beforeAll, expect, test } from '@jest/globals';
import { findTemporalServer } from '../../dev/temporal-server/find-temporal-server.ts';
import { environment } from './running-stack.ts';

const MINUTE_MS = 60_000;

beforeAll(async () => {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  await findTemporalServer({ projectDir: process.cwd(), env: environment(), say });
}, 20 * MINUTE_MS);

test(
  'the demo carries out the main job and exits with 0',
  async () => {
    const { code, output } = await runDemo();
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(output).toMatch(/^Temporal server: /m);
    expect(output).toMatch(/POST \/v1\/acs\/calls\/\S+\/participants → 202/);
    expect(output).toMatch(/invitation: ringing · cancellation: not wanted +addParticipant answered/);
    expect(output).toMatch(/POST \/v1\/operations\/\S+\/cancel → 202/);
    expect(output).toMatch(/ event CancelAddParticipantSucceeded\n/);
    expect(output).toMatch(/Outcome: cancelled \(invitation cancelled\)/);
    expect(output).toMatch(/settled +event AddParticipantSucceeded\n {2}Outcome: added/);
    expect(output).toMatch(/addParticipant +2 +2 +0 +0\n/);
    expect(output).toMatch(/cancelAddParticipant +1 +1 +0 +0\n/);
    expect(output).toMatch(/PUT \/v1\/graph\/calls\/\S+\/media → 200/);
    expect(output.match(/Outcome: cancelled \(media cancelled\)/g)).toHaveLength(2);
    expect(output).toMatch(/Outcome: completed, told by an event: 200\/8514/);
    expect(output).toMatch(/Outcomes and ledger are right/);
    expect(output).not.toMatch(/xstate/);
  },
  3.5 * MINUTE_MS,
);

async function runDemo(): Promise<{ code: number | string; output: string }> {
  const options = { env: environment(), timeout: 3 * MINUTE_MS };
  return await new Promise((resolve) => {
    execFile('npm', ['run', '--silent', 'demo'], options, (error, stdout, stderr) => {
      resolve({ code: error ? (error.code ?? error.signal ?? 'unknown') : 0, output: stdout + stderr });
    });
  });
}
