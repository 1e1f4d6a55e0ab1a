import fc from 'fast-check';
import { describe, it } from 'vitest';
import { scripts } from './commands.ts';
import type { Script } from './commands.ts';
import { kept } from './kept.ts';
import { run } from './run.ts';

const runs = 1_000;
const runsOfKept = 50;
const timeoutMs = 180_000;

/** Each in as many interleavings as there are runs: a turn is a read, a write, an answer, or the script's next command. */
function interleaved(script: fc.Arbitrary<Script>) {
  return fc.asyncProperty(script, fc.scheduler(), async (commands, scheduler) => {
    const { violations, history } = await run(commands, scheduler);
    if (violations.length > 0) throw new Error([...violations, '', ...history].join('\n'));
  });
}

/** Fails with all that it takes to see what happened, and to have it happen again. */
async function assertHolds(script: fc.Arbitrary<Script>, numRuns: number): Promise<void> {
  const details = await fc.check(interleaved(script), { numRuns });
  if (!details.failed) return;
  const { seed, counterexamplePath, counterexample, errorInstance } = details;
  const commands = counterexample?.[0].map((command) => `  ${JSON.stringify(command)},`) ?? [];
  throw new Error(
    [
      `Failed with { seed: ${seed}, path: '${String(counterexamplePath)}' } after ${details.numRuns} runs.`,
      'To be kept in tests/model/bookings/kept.ts, in as few commands as could be found:',
      ...commands,
      errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
    ].join('\n'),
  );
}

describe('bookings, whatever is asked, repeated, delayed, lost and killed in whatever order', () => {
  it(
    'end whole, undone or cancelled: in inventory, in money, and in what people were told',
    { timeout: timeoutMs },
    () => assertHolds(scripts(50), runs),
  );

  for (const { once, script } of kept) {
    it(`once, ${once}`, { timeout: timeoutMs }, () => assertHolds(fc.constant(script), runsOfKept));
  }
});
