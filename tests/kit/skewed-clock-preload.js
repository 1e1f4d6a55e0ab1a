// Preloaded into a process (`node --import`) by skewed-clock.ts: shifts `Date` by the milliseconds that the file
// CLOCK_OFFSET_FILE contains. Monotonic time (`performance.now`, timers) stays, as when a machine's clock is set.
import { readFileSync } from 'node:fs';

const file = process.env['CLOCK_OFFSET_FILE'];
const RealDate = Date;
const readEveryMs = 50;
let offsetMs = 0;

function readOffset() {
  try {
    const read = Number(readFileSync(file, 'utf8'));
    if (Number.isFinite(read)) offsetMs = read;
  } catch {
    // A file that is removed or being written: the offset stays.
  }
}

if (file !== undefined) {
  readOffset();
  setInterval(readOffset, readEveryMs).unref();
  const now = () => RealDate.now() + offsetMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}
