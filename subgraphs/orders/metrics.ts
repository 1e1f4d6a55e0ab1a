import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from '../../platform/metrics.ts';
import type { PaymentProvider } from './domain/payment-provider.ts';
import { ProviderUnavailable } from './domain/payment-provider.ts';

export interface OrderMetrics {
  /** Published events, by type. */
  transitions: Counter<'type'>;
  /** Orders that the sweeper took over, by outcome. */
  sweeps: Counter<'outcome'>;
  calls: Counter<'operation' | 'outcome'>;
  latency: Histogram<'operation'>;
}

/**
 * The orders subgraph's own metrics.
 * @param countUnsettled counts the orders with calls of the payment provider left; alert if it stays high
 */
export function createOrderMetrics(registry: Registry, countUnsettled: () => Promise<number>): OrderMetrics {
  const registers = [registry];
  new Gauge({
    name: 'orders_unsettled',
    help: 'Unsettled orders: calls of the payment provider are left to make.',
    registers,
    async collect() {
      this.set(await countUnsettled().catch(() => Number.NaN));
    },
  });
  return {
    transitions: new Counter({
      name: 'orders_transitions_total',
      help: 'Published order events, by type; every refund is one.',
      labelNames: ['type'],
      registers,
    }),
    sweeps: new Counter({
      name: 'orders_sweeps_total',
      help: 'Unsettled orders taken over by the sweeper, by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    calls: new Counter({
      name: 'payment_provider_calls_total',
      help: 'Calls of the payment provider, by operation and outcome.',
      labelNames: ['operation', 'outcome'],
      registers,
    }),
    latency: new Histogram({
      name: 'payment_provider_call_duration_seconds',
      help: 'Duration of payment provider calls, in seconds.',
      labelNames: ['operation'],
      buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
  };
}

/** Counts and times the calls of a payment provider. */
export function measuredProvider(
  provider: PaymentProvider,
  { calls, latency }: Pick<OrderMetrics, 'calls' | 'latency'>,
): PaymentProvider {
  async function measured<Answer extends { outcome: string }>(
    operation: keyof PaymentProvider,
    call: () => Promise<Answer>,
  ): Promise<Answer> {
    const stop = latency.startTimer({ operation });
    try {
      const answer = await call();
      calls.inc({ operation, outcome: answer.outcome });
      return answer;
    } catch (error) {
      calls.inc({ operation, outcome: error instanceof ProviderUnavailable ? 'unavailable' : 'fault' });
      throw error;
    } finally {
      stop();
    }
  }
  return {
    authorise: (request, signal) => measured('authorise', () => provider.authorise(request, signal)),
    capture: (paymentId, signal) => measured('capture', () => provider.capture(paymentId, signal)),
    void: (paymentId, signal) => measured('void', () => provider.void(paymentId, signal)),
    refund: (request, signal) => measured('refund', () => provider.refund(request, signal)),
  };
}
