import { readdirSync } from 'node:fs';
import path from 'node:path';

export const projectFolder = process.cwd();

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage']);

/** Every file and folder that is ours, relative to the project, folders with a slash at the end. */
export function projectPaths(folder = ''): string[] {
  return readdirSync(path.join(projectFolder, folder), { withFileTypes: true })
    .filter(({ name }) => !NOT_OURS.has(name) && !name.startsWith('.'))
    .flatMap((entry) => {
      const found = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? [`${found}/`, ...projectPaths(found)] : [found];
    });
}
