/** `npm run demo`: the main job, from beginning to end, on a stack of its own that is gone afterwards. */
import { fileURLToPath } from 'node:url';
import { abortWhenAsked, AskedToEnd } from './abort-when-asked.ts';
import { runDemo } from './demo/run-demo.ts';
import { explainFailure } from './explain-failure.ts';
import { DidNotStart } from './node-process.ts';
import { OutputTails } from './output-tails.ts';
import { readScriptArguments } from './script-arguments.ts';

const projectDir = fileURLToPath(new URL('..', import.meta.url));
const signal = abortWhenAsked();
const tails = new OutputTails();
const write = (line: string) => process.stdout.write(`${line}\n`);

try {
  const { verbose } = readScriptArguments(process.argv.slice(2));
  const wrong = await runDemo({
    projectDir,
    signal,
    write,
    onLine(name, line) {
      tails.add(name, line);
      if (verbose) write(`${name}| ${line}`);
    },
  });
  if (wrong.length > 0)
    write([...tails.report(), '', 'This is wrong:', ...wrong.map((one) => `  - ${one}`)].join('\n'));
  process.exit(wrong.length === 0 ? 0 : 1);
} catch (error) {
  if (error instanceof AskedToEnd) {
    process.removeAllListeners(error.signal);
    process.kill(process.pid, error.signal);
  } else {
    const lastLines = error instanceof DidNotStart ? [] : tails.report();
    process.stderr.write(`${[...lastLines, explainFailure(error)].join('\n')}\n`);
    process.exit(1);
  }
}
