import { isDeepStrictEqual } from 'node:util';
import {
  ExponentialBackoff,
  handleType,
  retry,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
} from 'cockatiel';
import type { Clock } from '../../../platform/clock.ts';
import { guardedUpdate } from '../../../platform/resilience/guarded-update.ts';
import { decide, refundedBy } from '../domain/decide.ts';
import type { ProviderAnswer, OrderCommand, RefundPart } from '../domain/decide.ts';
import type { OrderToPlace, OrderKey } from '../domain/evolve.ts';
import { ImpossibleOrder, nextProviderCall, stateOf } from '../domain/order.ts';
import type { ProviderCall, Order } from '../domain/order.ts';
import { ProviderUnavailable } from '../domain/payment-provider.ts';
import type { PaymentProvider } from '../domain/payment-provider.ts';
import type { OrderStore } from '../store/orders.ts';

export type PayOutcome =
  { outcome: 'paid' } | { outcome: 'declined'; reason: string } | { outcome: 'cancelled' };

/** The reservation's order was placed with other lines or another payment method: a fault of the caller. */
export class DifferentOrder extends Error {
  override readonly name = 'DifferentOrder';
}

export interface Checkout {
  /**
   * Places an order and takes its payment. Idempotent, also for concurrent calls and after a crash between two steps.
   * @throws ProviderUnavailable if the result is not known within the budget: call again
   * @throws DifferentOrder if the order was placed with other lines or another payment method
   */
  pay(order: OrderToPlace): Promise<PayOutcome>;
  /**
   * Cancels an order: nothing stays charged, and it can no longer be paid. Stores a tombstone if there is no order yet.
   * @throws ProviderUnavailable if the cancellation does not finish within the budget: call again
   */
  cancel(order: OrderKey, reason: string): Promise<void>;
  /**
   * Refunds parts of the payment, each key once.
   * @returns the total refunded up to the last of these parts, in minor units; a repeated call returns the same
   * @throws RefundRefused if the order cannot make the refunds; then none of them is made
   * @throws ProviderUnavailable if the refunds do not finish within the budget: call again
   */
  refund(orderId: string, parts: readonly RefundPart[]): Promise<{ refunded: number; currency: string }>;
  /**
   * Makes the calls of the payment provider that an order still needs.
   * @param stop aborts the wait for the payment provider
   * @throws ProviderUnavailable if the payment provider does not answer within the budget
   */
  settle(order: Order, stop?: AbortSignal): Promise<Order>;
}

export interface CheckoutOptions {
  orders: OrderStore;
  provider: PaymentProvider;
  clock: Clock;
  /** The maximum duration of a call, including retries. */
  budgetMs: number;
}

/** Up to 5 retries of an unanswered call, with random delays of up to a second. */
const attempts = retry(handleType(ProviderUnavailable), {
  maxAttempts: 5,
  backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 1_000 }),
});

/** Drives payments. The intent is recorded before a call of the payment provider, the answer after it. */
export function createCheckout({ orders, provider, clock, budgetMs }: CheckoutOptions): Checkout {
  const withinBudget = createBudget(budgetMs);

  /** Decides and writes a command, again for as long as other writers are first. */
  function apply(id: string, seen: Order | null, command: OrderCommand): Promise<Order> {
    return guardedUpdate({
      subject: `order ${id}`,
      known: seen,
      read: () => orders.find(id),
      write(order) {
        const changes = decide(order, command);
        return changes.length === 0 && order !== null
          ? Promise.resolve(order)
          : orders.write(order, changes, clock());
      },
    });
  }

  async function settleWithin(order: Order, signal: AbortSignal): Promise<Order> {
    for (let current = order; ;) {
      signal.throwIfAborted();
      const call = nextProviderCall(stateOf(current));
      if (call === null) return current;
      const answer = await attempts.execute(() => ask(provider, call, current.currency, signal), signal);
      current = await apply(current.id, current, { type: 'RecordAnswer', answer });
    }
  }

  return {
    pay: (wanted) =>
      withinBudget(async (signal) => {
        // Usually there is no order yet: the insert is the claim, and fails if there is one.
        const order = await apply(wanted.id, null, { type: 'PlaceOrder', order: wanted });
        assertSameOrder(order, wanted);
        return outcomeOf(await settleWithin(order, signal));
      }),

    cancel: (names, reason) =>
      withinBudget(async (signal) => {
        const seen = await orders.find(names.id);
        await settleWithin(
          await apply(names.id, seen, { type: 'CancelOrder', order: names, reason }),
          signal,
        );
      }),

    refund: (id, parts) =>
      withinBudget(async (signal) => {
        const recorded = await apply(id, await orders.find(id), { type: 'RefundOrder', parts });
        const settled = await settleWithin(recorded, signal);
        return { refunded: refundedBy(settled, parts), currency: settled.currency };
      }),

    settle: (order, stop) => withinBudget((signal) => settleWithin(order, signal), stop),
  };
}

/** Limits the duration of a call; `work`'s signal aborts at the limit. @throws ProviderUnavailable at the limit */
function createBudget(budgetMs: number) {
  const budget = timeout(budgetMs, TimeoutStrategy.Aggressive);

  return async function withinBudget<Result>(
    work: (signal: AbortSignal) => Promise<Result>,
    stop?: AbortSignal,
  ): Promise<Result> {
    const overBudget = (cause: unknown) =>
      new ProviderUnavailable(`order not settled within ${budgetMs} ms`, { cause });
    try {
      return await budget.execute(
        ({ signal }) =>
          work(signal).catch((error: unknown) => {
            // The result of an aborted call is as unknown as that of an unanswered one.
            throw signal.aborted ? overBudget(error) : error;
          }),
        stop,
      );
    } catch (error) {
      // Not `isTaskCancelledError`: cockatiel 3.2 tests another error's marker in it.
      throw error instanceof TaskCancelledError ? overBudget(error) : error;
    }
  };
}

async function ask(
  provider: PaymentProvider,
  call: ProviderCall,
  currency: string,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  const { id: paymentId, method, amount } = call.payment;
  switch (call.type) {
    case 'AuthorisePayment':
      return {
        type: 'AuthoriseAnswered',
        ...(await provider.authorise({ paymentId, method, amount, currency }, signal)),
      };
    case 'CapturePayment':
      return { type: 'CaptureAnswered', ...(await provider.capture(paymentId, signal)) };
    case 'VoidPayment':
      return { type: 'VoidAnswered', ...(await provider.void(paymentId, signal)) };
    case 'RefundPayment': {
      const { id: refundId, amount } = call.refund;
      return {
        type: 'RefundAnswered',
        refundId,
        ...(await provider.refund({ paymentId, refundId, amount }, signal)),
      };
    }
  }
}

/** A reservation has one order. A request with other contents is a fault of the caller. */
function assertSameOrder(order: Order, { userId, currency, lines, method }: OrderToPlace): void {
  if (order.userId === null) return;
  const placed = [order.userId, order.currency, order.lines, order.payments.at(0)?.method];
  if (!isDeepStrictEqual(placed, [userId, currency, lines, method])) {
    throw new DifferentOrder(`${order.id} was placed with other lines or another payment method`);
  }
}

function outcomeOf(order: Order): PayOutcome {
  const state = stateOf(order);
  switch (state.status) {
    case 'paid':
      return { outcome: 'paid' };
    case 'declined':
      return { outcome: 'declined', reason: state.reason };
    case 'cancelled':
    case 'refunded':
      return { outcome: 'cancelled' };
    case 'absent':
    case 'authorising':
    case 'capturing':
    case 'voiding':
    case 'refunding':
      throw new ImpossibleOrder(`${order.id} is ${state.status}, expected a settled order`);
  }
}
