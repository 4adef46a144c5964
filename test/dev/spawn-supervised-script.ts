/** A process that has a supervised command: `spawn-supervised-script.ts <shell command>` prints the command's pid and waits. */
import { spawnSupervised } from '../../dev/spawn-supervised.ts';

const command = await spawnSupervised({
  projectDir: process.cwd(),
  command: 'sh',
  args: ['-c', process.argv[2] ?? ''],
  env: process.env,
  graceMs: 500,
  onLine: (line) => console.log(line),
});
console.log(`pid ${command.pid}`);
await command.exited;
