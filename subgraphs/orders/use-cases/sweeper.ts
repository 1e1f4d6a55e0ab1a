import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../../platform/clock.ts';
import type { Service } from '../../../platform/lifecycle.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Checkout } from './checkout.ts';
import type { OrderMetrics } from '../metrics.ts';
import type { DueOrder, OrderStore } from '../store/orders.ts';

/** As many at once: each may wait for the payment provider. */
const batchSize = 20;
const longestDelayMs = 5 * 60_000;
/** From then on it is an operator's business, and says so. */
const sweepsBeforeAlarm = 5;

export interface SweepOptions {
  orders: OrderStore;
  checkout: Checkout;
  clock: Clock;
  /** How often to look, in milliseconds. */
  intervalMs: number;
  /** How long to leave an order alone after the first fruitless try, in milliseconds; twice as long after each further. */
  settleAfterMs: number;
  logger: Logger;
  metrics: Pick<OrderMetrics, 'sweeps'>;
}

/**
 * Finishes what nobody came back for: orders whose payment was left between two steps go through the same code that
 * their caller would have used. Any number of processes may sweep.
 */
export function startSweep(options: SweepOptions): Service {
  const { orders, clock, intervalMs, settleAfterMs, logger } = options;
  const closing = new AbortController();
  const againMs = (sweeps: number) => Math.min(settleAfterMs * 2 ** sweeps, longestDelayMs);

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        const due = await orders.takeDue(clock(), batchSize, againMs);
        await Promise.all(due.map((each) => finish(each, options, closing.signal)));
        if (due.length === batchSize) continue;
      } catch (error) {
        logger.warn({ err: error }, 'could not look for unsettled orders');
      }
      await delay(intervalMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}

async function finish(
  { order, sweeps }: DueOrder,
  { checkout, logger, metrics }: SweepOptions,
  signal: AbortSignal,
): Promise<void> {
  const { id: orderId } = order;
  try {
    const { status } = await checkout.settle(order, signal);
    metrics.sweeps.inc({ outcome: 'settled' });
    logger.info({ orderId, status }, 'settled an order that was left between two steps');
  } catch (error) {
    if (signal.aborted) return;
    metrics.sweeps.inc({ outcome: 'failed' });
    const level = sweeps + 1 >= sweepsBeforeAlarm ? 'error' : 'warn';
    logger[level]({ orderId, sweeps: sweeps + 1, err: error }, 'could not settle an order yet');
  }
}
