import { execFile } from 'node:child_process';

/** The oldest server with everything that this project relies on. */
export const OLDEST_SERVER = '1.29';

export type CliCheck = { usable: true; serverVersion: string } | { usable: false; reason: string };

/** Runs `<path> --version` and tells whether the server inside is new enough, else why not, as half a sentence. */
export async function checkCli(path: string): Promise<CliCheck> {
  const answer = await new Promise<{ output: string; failure?: string }>((resolve) => {
    execFile(path, ['--version'], { timeout: 10_000, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      resolve(error ? { output, failure: describeFailure(error) } : { output });
    });
  });
  if (answer.failure !== undefined) return { usable: false, reason: answer.failure };

  const [, serverVersion, major, minor] = /\bServer (v?(\d+)\.(\d+)[^\s,)]*)/.exec(answer.output) ?? [];
  if (serverVersion === undefined) {
    return { usable: false, reason: `"--version" names no server version (it printed: ${firstLine(answer.output)})` };
  }
  const [oldestMajor, oldestMinor] = OLDEST_SERVER.split('.').map(Number) as [number, number];
  const isNewEnough = Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
  if (!isNewEnough)
    return { usable: false, reason: `its server is ${serverVersion}; ${OLDEST_SERVER} or newer is needed` };
  return { usable: true, serverVersion };
}

function describeFailure(error: Error & { code?: unknown; killed?: boolean }): string {
  if (error.code === 'ENOENT') return 'there is no such file';
  if (error.code === 'EACCES') return 'it may not be executed';
  if (error.killed) return '"--version" gave no answer within 10 s';
  return `"--version" failed (${firstLine(error.message)})`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.slice(0, 200) || 'nothing';
}
