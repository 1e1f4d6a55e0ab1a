// Runs an attack of the corpus, in a process of its own: its memory and its connections end with it.
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { TargetFacts } from '../attack.ts';
import { attackNamed } from '../corpus.ts';
import { answerOrders } from '../messages.ts';

export interface AttackResult {
  tally: Record<string, number>;
  /** Processor time of this process. */
  processorMs: number;
  tookMs: number;
}

const attack = attackNamed(process.argv[2] ?? '');

answerOrders(async (facts: TargetFacts): Promise<AttackResult> => {
  const tally: Record<string, number> = {};
  let lastUnique = 0;
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const until = startedAt + facts.seconds * 1_000;
  const signal = AbortSignal.timeout(facts.seconds * 1_000);
  // Each request under way listens.
  setMaxListeners(0, signal);
  const target = {
    ...facts,
    count: (outcome: string, times = 1) => {
      tally[outcome] = (tally[outcome] ?? 0) + times;
    },
    signal,
    unique: () => (lastUnique += 1),
  };
  try {
    do await attack.run(target);
    while (attack.once !== true && performance.now() < until);
  } catch (error) {
    if (!signal.aborted) target.count(`the attack failed: ${String(error)}`);
  }
  // Held connections stay open while the honest client continues.
  await delay(Math.max(0, until - performance.now()));
  const { user, system } = process.cpuUsage(before);
  return { tally, processorMs: (user + system) / 1_000, tookMs: performance.now() - startedAt };
});
