/* Loaded in front of a program: its Date is wrong by what stands in a file. See wrong-clocks.ts. */
const { readFileSync } = require('node:fs');
const path = require('node:path');

const EVERY_MS = 200;
const [program] = path.basename(process.argv[1] ?? '').split('.');
const file = path.join(process.env.WRONG_CLOCKS ?? '', `${program}.clock`);
const RightDate = Date;
let offsetMs = 0;

function read() {
  try {
    offsetMs = Number(readFileSync(file, 'utf8'));
  } catch {
    // This program's clock is right.
  }
}

read();
setInterval(read, EVERY_MS).unref();

const now = () => RightDate.now() + offsetMs;

globalThis.Date = new Proxy(RightDate, {
  construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
  apply: () => new RightDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
