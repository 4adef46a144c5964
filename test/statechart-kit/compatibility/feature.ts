import { test } from '@jest/globals';

/** Whether a part of XState behaves in a workflow as it does anywhere else. */
export type Works = 'works' | 'works differently' | 'does not work';

/**
 * A test that stands for one row of `docs/compatibility.md`; `npm run docs:compatibility` reads the calls in these files,
 * so the first arguments are plain texts.
 *
 * @param name the part of XState, as Markdown
 * @param remark what a user has to know, as Markdown; may be empty
 */
export function feature(name: string, works: Works, remark: string, proof: () => Promise<void>): void {
  test(`${name}: ${works}`, proof);
}
