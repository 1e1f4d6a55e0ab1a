import { setTimeout as delay } from 'node:timers/promises';
import type { Model } from 'mongoose';
import type { Clock } from '../../../platform/clock.ts';
import { isDuplicateKey } from '../../../platform/stores/mongo.ts';
import { ProviderUnavailable } from '../domain/payment-provider.ts';
import type { AuthoriseAnswer, PaymentProvider, PaymentRequest } from '../domain/payment-provider.ts';
import type { SandboxPayment } from './sandbox-payments.ts';

/** How often `pm_flaky` fails before it succeeds. */
const flakyFaults = 2;

/** Asked under a key that named something else, or for a payment that was never asked for: a fault of the caller's. */
class SandboxMisuse extends Error {
  override readonly name = 'SandboxMisuse';
}

export interface SandboxProviderOptions {
  payments: Model<SandboxPayment>;
  clock: Clock;
  /** How long `pm_slow` takes, in milliseconds. */
  slowMs: number;
}

/**
 * A payment provider that moves no money. `pm_ok` succeeds, `pm_declined` is declined, `pm_slow` succeeds after a
 * while, `pm_flaky` fails twice for each payment and then succeeds; any other method is declined as unknown.
 * What it did is kept in its own collection, each step one conditional write, so that it answers the same after a
 * restart and to whoever asks at once.
 */
export function createSandboxProvider({ payments, clock, slowMs }: SandboxProviderOptions): PaymentProvider {
  async function known(id: string): Promise<SandboxPayment> {
    const payment = await payments.findById(id).lean<SandboxPayment>().exec();
    if (payment === null) throw new SandboxMisuse(`there is no payment ${id}`);
    return payment;
  }

  /** Moves a payment on where it still stands as said, and tells how it then stands. */
  async function move(id: string, from: SandboxPayment['status'], to: SandboxPayment['status']) {
    const moved = await payments
      .findOneAndUpdate({ _id: id, status: from }, { $set: { status: to } }, { returnDocument: 'after' })
      .lean<SandboxPayment>()
      .exec();
    return moved ?? known(id);
  }

  /** The payment under a key: the one that is there, or else this. */
  async function claim({ _id: id, ...rest }: SandboxPayment): Promise<SandboxPayment> {
    try {
      return await payments
        .findOneAndUpdate({ _id: id }, { $setOnInsert: rest }, { upsert: true, returnDocument: 'after' })
        .lean<SandboxPayment>()
        .exec();
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return known(id);
    }
  }

  async function decide(payment: SandboxPayment, signal: AbortSignal): Promise<SandboxPayment> {
    const { _id: id, method, answersAt } = payment;
    switch (method) {
      case 'pm_ok':
        return move(id, 'ASKED', 'AUTHORISED');
      case 'pm_slow':
        await delay(Math.max(0, (answersAt?.getTime() ?? 0) - clock().getTime()), undefined, { signal });
        return move(id, 'ASKED', 'AUTHORISED');
      case 'pm_flaky': {
        const { modifiedCount } = await payments.updateOne(
          { _id: id, status: 'ASKED', faults: { $lt: flakyFaults } },
          { $inc: { faults: 1 } },
        );
        if (modifiedCount === 1) throw new ProviderUnavailable('the sandbox is flaky, as asked');
        return move(id, 'ASKED', 'AUTHORISED');
      }
      case undefined:
      default:
        return move(id, 'ASKED', 'DECLINED');
    }
  }

  return {
    async authorise(request, signal) {
      const answersAt = new Date(clock().getTime() + slowMs);
      const payment = await claim({ ...asked(request), answersAt });
      if (payment.status === 'VOIDED') return { outcome: 'voided' };
      mustBeTheSame(payment, request);
      return answerOf(payment.status === 'ASKED' ? await decide(payment, signal) : payment);
    },

    async capture(paymentId) {
      const { status } = await move(paymentId, 'AUTHORISED', 'CAPTURED');
      if (status === 'CAPTURED') return { outcome: 'captured' };
      if (status === 'VOIDED') return { outcome: 'voided' };
      throw new SandboxMisuse(`payment ${paymentId} is ${status}: there is nothing to capture`);
    },

    async void(paymentId) {
      const claimed = await claim({ ...nothing, _id: paymentId, status: 'VOIDED' });
      if (claimed.status === 'VOIDED' || claimed.status === 'DECLINED') return { outcome: 'voided' };
      const open = { _id: paymentId, status: { $in: ['ASKED', 'AUTHORISED'] as const } };
      const { modifiedCount } = await payments.updateOne(open, { $set: { status: 'VOIDED' } });
      if (modifiedCount === 1) return { outcome: 'voided' };
      const { status } = await known(paymentId);
      return { outcome: status === 'CAPTURED' ? 'captured' : 'voided' };
    },

    async refund({ paymentId, refundId, amount }) {
      const { amount: paid = 0, status } = await known(paymentId);
      if (status !== 'CAPTURED')
        throw new SandboxMisuse(`payment ${paymentId} is ${status}: nothing was taken`);
      await payments.updateOne(
        { _id: paymentId, 'refunds.key': { $ne: refundId }, refunded: { $lte: paid - amount } },
        { $inc: { refunded: amount }, $push: { refunds: { key: refundId, amount } } },
      );
      const { refunds } = await known(paymentId);
      const done = refunds.some((refund) => refund.key === refundId && refund.amount === amount);
      if (!done) throw new SandboxMisuse(`payment ${paymentId} has not ${amount} left to give back`);
      return { outcome: 'refunded' };
    },
  };
}

const nothing = { faults: 0, refunded: 0, refunds: [] };

function asked({ paymentId, method, amount, currency }: PaymentRequest): SandboxPayment {
  return { ...nothing, _id: paymentId, status: 'ASKED', method, amount, currency };
}

function mustBeTheSame(payment: SandboxPayment, { method, amount, currency }: PaymentRequest): void {
  if (payment.method !== method || payment.amount !== amount || payment.currency !== currency) {
    throw new SandboxMisuse(`the key ${payment._id} was used for another payment`);
  }
}

function answerOf({ _id, status, method }: SandboxPayment): AuthoriseAnswer {
  switch (status) {
    case 'AUTHORISED':
    case 'CAPTURED':
      return { outcome: 'authorised', reference: `sandbox_${_id}` };
    case 'VOIDED':
      return { outcome: 'voided' };
    case 'DECLINED':
      return { outcome: 'declined', reason: reasonFor(method) };
    case 'ASKED':
      throw new ProviderUnavailable(`payment ${_id} has no answer yet`);
  }
}

function reasonFor(method: string | undefined): string {
  return method === 'pm_declined' ? 'The card was declined.' : 'The payment method is not known.';
}
