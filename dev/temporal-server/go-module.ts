import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface PinnedTool {
  /** As go.mod requires it, without the leading v: `1.8.2`. */
  version: string;
  /** Names one build result: version, platform and a hash of go.mod, so that another pin or replace is another build. */
  buildId: string;
}

/** Which version of `modulePath` the go.mod in `moduleDir` pins. Throws when there is none. */
export async function readPinnedTool(moduleDir: string, modulePath: string): Promise<PinnedTool> {
  const goMod = await readFile(join(moduleDir, 'go.mod'), 'utf8');
  const required = goMod
    .split('\n')
    .map((line) =>
      line
        .trim()
        .replace(/^require\s+/, '')
        .split(/\s+/),
    )
    .find(([path, version]) => path === modulePath && version?.startsWith('v'));
  const version = required?.[1]?.slice(1);
  if (version === undefined) throw new Error(`${join(moduleDir, 'go.mod')} does not require ${modulePath}.`);
  const hash = createHash('sha256').update(goMod).digest('hex').slice(0, 8);
  return { version, buildId: `${version}-${process.platform}-${process.arch}-${hash}` };
}

/** The version in go.mod's `go` line, `1.26.4`. Throws when there is none. */
export async function readNeededGo(moduleDir: string): Promise<string> {
  const goMod = await readFile(join(moduleDir, 'go.mod'), 'utf8');
  const needed = /^go\s+(\S+)/m.exec(goMod)?.[1];
  if (needed === undefined) throw new Error(`${join(moduleDir, 'go.mod')} has no line "go <version>".`);
  return needed;
}
