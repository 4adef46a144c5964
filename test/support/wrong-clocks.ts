import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Lets the clocks of processes be wrong, from one moment to the next: each reads from a file by how much. */
export class WrongClocks {
  readonly folder: string;

  /** @param folder of which the files are kept; it must exist */
  constructor(folder: string) {
    this.folder = folder;
    this.set({});
  }

  /** @param offsets by program, in milliseconds: above 0 it is ahead */
  set({ worker = 0, server = 0 }: { worker?: number; server?: number }): void {
    for (const [program, offset] of Object.entries({ worker, server })) {
      writeFileSync(join(this.folder, `${program}.clock`), String(offset));
    }
  }
}

/** What makes a process read its clock that way. Timers, and what is no JavaScript, keep the true one. */
export function wrongClockEnv({ folder }: WrongClocks): Record<string, string> {
  const preload = fileURLToPath(new URL('./read-wrong-clock.cjs', import.meta.url));
  return { NODE_OPTIONS: `--require ${preload}`, WRONG_CLOCKS: folder };
}
