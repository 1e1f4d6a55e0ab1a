import { distributionOf } from '../../statistics.ts';
import type { Distribution } from '../../statistics.ts';
import { startClients } from './clients.ts';
import { resetPeakMemory, peakMemoryBytes } from './memory.ts';
import { usageOf, useBetween } from './usage.ts';
import type { CoreUse, Watched } from './usage.ts';

export interface LoadOrder {
  url: string;
  body: string;
  /** The required bytes of each answer. */
  expected: string;
  connections: number;
  tokens: readonly string[] | null;
  /** Counts refusals and wrong answers, which otherwise end the benchmark. */
  burst: boolean;
  warmUpSeconds: number;
  seconds: number;
  /** The processes to measure. */
  watched: Watched;
  /** True to send SIGUSR2 to the target at the beginning and end of counting. */
  signals: boolean;
}

export interface LoadResult {
  requests: number;
  /** Includes the requests before and after counting. */
  allRequests: number;
  seconds: number;
  milliseconds: Distribution;
  /** Answers with status 429 or 503. */
  refused: number;
  /** Other answers that differ. */
  wrong: number;
  /** Null except on Linux. */
  coreUse: CoreUse | null;
  peakMemoryBytes: number | null;
}

process.on('message', (order: LoadOrder) => {
  void load(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));

/** @throws Error for an answer that is not `order.expected` */
async function load(order: LoadOrder): Promise<LoadResult> {
  const { url, body, connections, tokens, watched } = order;
  const expected = Buffer.from(order.expected);
  const times: number[] = [];
  let counting = false;
  let allRequests = 0;
  let refused = 0;
  let wrong = 0;
  const clients = startClients({
    ...{ url, body, connections, tokens },
    answered({ status, body: answer, milliseconds }) {
      if (order.burst && (status === 429 || status === 503)) {
        refused += 1;
        return;
      }
      if (status !== 200 || !answer.equals(expected)) {
        wrong += 1;
        if (order.burst) return;
        throw new Error(
          `expected the same answer as before, received ${status}: ${answer.toString().slice(0, 500)}`,
        );
      }
      allRequests += 1;
      if (counting) times.push(milliseconds);
    },
  });
  const runFor = (seconds: number) => Promise.race([clients.failed, pause(seconds)]);

  await runFor(order.warmUpSeconds);
  resetPeakMemory(watched.target);
  if (order.signals) process.kill(watched.target, 'SIGUSR2');
  counting = true;
  const before = usageOf(watched);
  const from = performance.now();
  await runFor(order.seconds);
  counting = false;
  const seconds = (performance.now() - from) / 1_000;
  const after = usageOf(watched);
  if (order.signals) process.kill(watched.target, 'SIGUSR2');
  const memory = peakMemoryBytes(watched.target);
  await clients.stop();
  return {
    ...{ requests: times.length, allRequests, seconds, milliseconds: distributionOf(times), refused, wrong },
    coreUse: before === null || after === null ? null : useBetween(before, after, seconds),
    peakMemoryBytes: memory,
  };
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}
