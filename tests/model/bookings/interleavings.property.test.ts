import fc from 'fast-check';
import { describe, it } from 'vitest';
import { scripts } from './commands.ts';
import type { Script } from './commands.ts';
import { regressions } from './regressions.ts';
import { run } from './run.ts';

const runs = 1_000;
const runsPerRegression = 50;
const timeoutMs = 180_000;

/** Runs scripts in random interleavings. A turn is a read, a write, an answer or the next command of the script. */
function interleaved(script: fc.Arbitrary<Script>) {
  return fc.asyncProperty(script, fc.scheduler(), async (commands, scheduler) => {
    const { violations, history } = await run(commands, scheduler);
    if (violations.length > 0) throw new Error([...violations, '', ...history].join('\n'));
  });
}

/** Fails with the history of the shortest failing run and with the seed to repeat it. */
async function assertHolds(script: fc.Arbitrary<Script>, numRuns: number): Promise<void> {
  const details = await fc.check(interleaved(script), { numRuns });
  if (!details.failed) return;
  const { seed, counterexamplePath, counterexample, errorInstance } = details;
  const commands = counterexample?.[0].map((command) => `  ${JSON.stringify(command)},`) ?? [];
  throw new Error(
    [
      `Failed with { seed: ${seed}, path: '${String(counterexamplePath)}' } after ${details.numRuns} runs.`,
      'Add this shrunk script to tests/model/bookings/regressions.ts:',
      ...commands,
      errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
    ].join('\n'),
  );
}

describe('bookings under concurrent requests, repeats, delays, losses and crashes', () => {
  it(
    'end completed, compensated or cancelled, consistent in inventory, money and answers',
    { timeout: timeoutMs },
    () => assertHolds(scripts(50), runs),
  );

  for (const { failure, script } of regressions) {
    it(`regression: ${failure}`, { timeout: timeoutMs }, () =>
      assertHolds(fc.constant(script), runsPerRegression),
    );
  }
});
