/** `npm start`: worker, server, simulator and Temporal, which keep what they know from one start to the next. */
import { fileURLToPath } from 'node:url';
import { abortWhenAsked, AskedToEnd } from './abort-when-asked.ts';
import { explainFailure } from './explain-failure.ts';
import { OutputTails } from './output-tails.ts';
import { readScriptArguments } from './script-arguments.ts';
import { DoesNotStayUp } from './start/kept-process.ts';
import { runStack } from './start/run-stack.ts';
import { readStackSettings } from './start/settings.ts';

const projectDir = fileURLToPath(new URL('..', import.meta.url));
const signal = abortWhenAsked();
const tails = new OutputTails();
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const { verbose } = readScriptArguments(process.argv.slice(2));
  const settings = readStackSettings(process.env, projectDir);
  await runStack({
    projectDir,
    settings,
    signal,
    say,
    onLine(name, line) {
      tails.add(name, line);
      if (verbose) say(`${name}| ${line}`);
    },
  });
} catch (error) {
  if (!(error instanceof AskedToEnd)) {
    const lastLines = error instanceof DoesNotStayUp ? tails.report([error.process]) : [];
    process.stderr.write(`${[...lastLines, explainFailure(error)].join('\n')}\n`);
    process.exit(1);
  }
}
say('Stopped.');
process.exit(0);
