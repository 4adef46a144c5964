import { parseArgs } from 'node:util';

/** @throws Error when there is anything but `--verbose` */
export function readScriptArguments(args: string[]): { verbose: boolean } {
  try {
    const { values } = parseArgs({ args, options: { verbose: { type: 'boolean' } } });
    return { verbose: values.verbose ?? false };
  } catch (error) {
    throw new Error(
      `${(error as Error).message.split('. ')[0]}. The one option is --verbose: show what the processes log.`,
      { cause: error },
    );
  }
}
