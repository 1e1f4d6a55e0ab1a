import type { Clock } from '../../../platform/clock.ts';
import type { Service } from '../../../platform/lifecycle.ts';
import type { Logger } from '../../../platform/log.ts';
import { backoffMs } from '../../../platform/resilience/backoff.ts';
import { createPollingLoop } from '../../../platform/resilience/polling-loop.ts';
import type { OrderMetrics } from '../metrics.ts';
import type { DueOrder, OrderStore } from '../store/orders.ts';
import type { Checkout } from './checkout.ts';

/** Orders settled at the same time. Each may wait for the payment provider. */
const batchSize = 20;
const maxDelayMs = 5 * 60_000;
/** From this attempt on, failures are logged as errors, for operators. */
const attemptsBeforeError = 5;

export interface SweeperOptions {
  orders: OrderStore;
  checkout: Checkout;
  clock: Clock;
  intervalMs: number;
  /** The delay after the first failed attempt for an order. It doubles with each further one. */
  settleAfterMs: number;
  logger: Logger;
  metrics: Pick<OrderMetrics, 'sweeps'>;
}

/**
 * Settles orders whose caller died or gave up between two steps, through the code that the caller would have used. Any
 * number of processes may sweep.
 */
export function startSweeper(options: SweeperOptions): Service {
  const { intervalMs, logger } = options;
  return createPollingLoop({
    intervalMs,
    run: (signal) => sweep(options, signal),
    onError: (err) => {
      logger.warn({ err }, 'sweep for unsettled orders failed');
    },
  });
}

async function sweep(options: SweeperOptions, signal: AbortSignal): Promise<void> {
  const { orders, clock, settleAfterMs } = options;
  const againMs = (sweeps: number) => backoffMs(sweeps + 1, { firstMs: settleAfterMs, maxMs: maxDelayMs });
  let due: DueOrder[];
  do {
    due = await orders.takeDue(clock(), batchSize, againMs);
    await Promise.all(due.map((each) => settle(each, options, signal)));
  } while (due.length === batchSize && !signal.aborted);
}

async function settle(
  { order, sweeps }: DueOrder,
  { checkout, logger, metrics }: SweeperOptions,
  signal: AbortSignal,
): Promise<void> {
  const { id: orderId } = order;
  try {
    const { status } = await checkout.settle(order, signal);
    metrics.sweeps.inc({ outcome: 'settled' });
    logger.info({ orderId, status }, 'order settled by the sweeper');
  } catch (error) {
    if (signal.aborted) return;
    metrics.sweeps.inc({ outcome: 'failed' });
    const attempts = sweeps + 1;
    const level = attempts >= attemptsBeforeError ? 'error' : 'warn';
    logger[level]({ orderId, attempts, err: error }, 'order not settled yet');
  }
}
