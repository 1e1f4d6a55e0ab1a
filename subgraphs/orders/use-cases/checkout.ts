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
import { decide, refundedBy } from '../domain/decide.ts';
import type { ProviderAnswer, OrderCommand, RefundPart } from '../domain/decide.ts';
import type { OrderToPlace, OrderKey } from '../domain/evolve.ts';
import { ImpossibleOrder, nextProviderCall, stateOf } from '../domain/order.ts';
import type { ProviderCall, Order } from '../domain/order.ts';
import { ProviderUnavailable } from '../domain/payment-provider.ts';
import type { PaymentProvider } from '../domain/payment-provider.ts';
import type { OrderStore } from '../store/orders.ts';

/** What came of paying an order. */
export type PayOutcome =
  { outcome: 'paid' } | { outcome: 'declined'; reason: string } | { outcome: 'cancelled' };

/** The order exists, and not with what is now asked for: a fault of the caller's. */
export class DifferentOrder extends Error {
  override readonly name = 'DifferentOrder';
}

export interface Checkout {
  /**
   * Places an order and takes its payment. Safe to repeat at any moment, to run twice at once, and to take up again
   * after the process died between any two steps.
   * @throws ProviderUnavailable where the outcome is not known within the budget: ask again
   * @throws DifferentOrder where it was placed with other lines or another method
   */
  pay(order: OrderToPlace): Promise<PayOutcome>;
  /**
   * Undoes an order: nothing stays charged, and it can no longer be paid. Leaves a tombstone where there is none yet.
   * @throws ProviderUnavailable where it is not all undone within the budget: ask again
   */
  cancel(order: OrderKey, reason: string): Promise<void>;
  /**
   * Gives back parts of what was paid, each once under its key, however often it is asked for.
   * @returns what had been given back in all once these were, in minor units of the order's currency: the same for ever
   * @throws RefundRefused where the order cannot give them; then none of them was given
   * @throws ProviderUnavailable where not all is given back within the budget: ask again
   */
  refund(orderId: string, parts: readonly RefundPart[]): Promise<{ refunded: number; currency: string }>;
  /**
   * Takes an order through the steps that its payment still needs.
   * @param stop gives up waiting
   * @throws ProviderUnavailable where the provider did not answer within the budget
   */
  settle(order: Order, stop?: AbortSignal): Promise<Order>;
}

export interface CheckoutOptions {
  orders: OrderStore;
  provider: PaymentProvider;
  clock: Clock;
  /** How long a call may take in all, repeated calls of the provider included, in milliseconds. */
  budgetMs: number;
}

/** Repeated calls of a provider that did not answer: up to 5, waiting a random time of up to a second between them. */
const attempts = retry(handleType(ProviderUnavailable), {
  maxAttempts: 5,
  backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 1_000 }),
});

/** Drives orders through their payments: the intent is on record before the provider is asked, its answer after. */
export function createCheckout({ orders, provider, clock, budgetMs }: CheckoutOptions): Checkout {
  const budget = timeout(budgetMs, TimeoutStrategy.Aggressive);

  async function withinBudget<Result>(
    work: (signal: AbortSignal) => Promise<Result>,
    stop?: AbortSignal,
  ): Promise<Result> {
    const overBudget = (cause: unknown) =>
      new ProviderUnavailable(`not settled within ${budgetMs} ms`, { cause });
    try {
      return await budget.execute(
        ({ signal }) =>
          work(signal).catch((error: unknown) => {
            // What failed because it was given up on is as unknown as what did not answer.
            throw signal.aborted ? overBudget(error) : error;
          }),
        stop,
      );
    } catch (error) {
      // Not `isTaskCancelledError`: cockatiel 3.2 looks for another error's mark in it.
      throw error instanceof TaskCancelledError ? overBudget(error) : error;
    }
  }

  /** Applies a command to an order as it stands: read again and decided anew for as long as others write first. */
  async function apply(id: string, seen: Order | null, command: OrderCommand): Promise<Order> {
    for (let order = seen; ; order = await orders.find(id)) {
      const changes = decide(order, command);
      if (changes.length === 0 && order !== null) return order;
      const written = await orders.write(order, changes, clock());
      if (written !== null) return written;
    }
  }

  async function settleWithin(order: Order, signal: AbortSignal): Promise<Order> {
    for (let current = order; ;) {
      signal.throwIfAborted();
      const effect = nextProviderCall(stateOf(current));
      if (effect === null) return current;
      const answer = await attempts.execute(() => ask(provider, effect, current.currency, signal), signal);
      current = await apply(current.id, current, { type: 'record', answer });
    }
  }

  return {
    pay: (wanted) =>
      withinBudget(async (signal) => {
        // Mostly there is none yet, and the insert is the claim: it tells where there is one.
        const order = await apply(wanted.id, null, { type: 'place', order: wanted });
        mustBeTheSame(order, wanted);
        return outcomeOf(await settleWithin(order, signal));
      }),

    cancel: (names, reason) =>
      withinBudget(async (signal) => {
        const seen = await orders.find(names.id);
        await settleWithin(await apply(names.id, seen, { type: 'cancel', order: names, reason }), signal);
      }),

    refund: (id, parts) =>
      withinBudget(async (signal) => {
        const recorded = await apply(id, await orders.find(id), { type: 'refund', parts });
        const settled = await settleWithin(recorded, signal);
        return { refunded: refundedBy(settled, parts), currency: settled.currency };
      }),

    settle: (order, stop) => withinBudget((signal) => settleWithin(order, signal), stop),
  };
}

async function ask(
  provider: PaymentProvider,
  effect: ProviderCall,
  currency: string,
  signal: AbortSignal,
): Promise<ProviderAnswer> {
  const { id: paymentId, method, amount } = effect.payment;
  switch (effect.type) {
    case 'authorise':
      return {
        to: 'authorise',
        ...(await provider.authorise({ paymentId, method, amount, currency }, signal)),
      };
    case 'capture':
      return { to: 'capture', ...(await provider.capture(paymentId, signal)) };
    case 'void':
      return { to: 'void', ...(await provider.void(paymentId, signal)) };
    case 'refund': {
      const { id: refundId, amount } = effect.refund;
      return {
        to: 'refund',
        refundId,
        ...(await provider.refund({ paymentId, refundId, amount }, signal)),
      };
    }
  }
}

/** A reservation has one order: asking for another one under its name is a fault, whatever became of the first. */
function mustBeTheSame(order: Order, { userId, currency, lines, method }: OrderToPlace): void {
  if (order.userId === null) return;
  const placed = [order.userId, order.currency, order.lines, order.payments.at(0)?.method];
  if (!isDeepStrictEqual(placed, [userId, currency, lines, method])) {
    throw new DifferentOrder(`${order.id} was placed with other lines or another payment method`);
  }
}

function outcomeOf(order: Order): PayOutcome {
  const state = stateOf(order);
  switch (state.kind) {
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
      throw new ImpossibleOrder(`${order.id} is settled and ${state.kind} at once`);
  }
}
