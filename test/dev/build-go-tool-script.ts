/** A process that builds: `build-go-tool-script.ts <GoToolBuild as JSON>` prints `said <line>` and at the end `path <path>`. */
import { buildGoTool, type GoToolBuild } from '../../dev/temporal-server/build-go-tool.ts';

const build = JSON.parse(process.argv[2] ?? '') as Omit<GoToolBuild, 'say'>;
console.log(`path ${await buildGoTool({ ...build, say: (line) => console.log(`said ${line}`) })}`);
