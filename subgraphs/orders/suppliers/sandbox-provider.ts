import { setTimeout as delay } from 'node:timers/promises';
import type { Model } from 'mongoose';
import type { Clock } from '../../../platform/clock.ts';
import { isDuplicateKey } from '../../../platform/stores/mongo.ts';
import { ProviderUnavailable } from '../domain/payment-provider.ts';
import type {
  AuthoriseAnswer,
  CaptureAnswer,
  PaymentProvider,
  PaymentRequest,
  RefundAnswer,
  RefundRequest,
  VoidAnswer,
} from '../domain/payment-provider.ts';
import type { SandboxPaymentDocument } from './sandbox-payments.ts';

/** Faults of `pm_flaky` before it succeeds. */
const flakyFaults = 2;

/** A fault of the caller: a key used for another payment, or a call for an unknown payment. */
class SandboxMisuse extends Error {
  override readonly name = 'SandboxMisuse';
}

export interface SandboxProviderOptions {
  payments: Model<SandboxPaymentDocument>;
  clock: Clock;
  /** The duration of an authorisation with `pm_slow`. */
  slowMs: number;
}

/**
 * A payment provider that moves no money. `pm_ok` succeeds, `pm_declined` is declined, `pm_slow` succeeds after a delay,
 * `pm_flaky` fails twice per payment and then succeeds; every other method is declined as unknown. Each step is one
 * conditional write to its own collection, so that answers stay the same after a restart and for concurrent calls.
 */
export function createSandboxProvider(options: SandboxProviderOptions): PaymentProvider {
  const { payments } = options;
  return {
    authorise: (request, signal) => authorise(options, request, signal),
    capture: (paymentId) => capture(payments, paymentId),
    void: (paymentId) => voidPayment(payments, paymentId),
    refund: (request) => refund(payments, request),
  };
}

type Payments = Model<SandboxPaymentDocument>;
type Status = SandboxPaymentDocument['status'];

async function authorise(
  options: SandboxProviderOptions,
  request: PaymentRequest,
  signal: AbortSignal,
): Promise<AuthoriseAnswer> {
  const { payments, clock, slowMs } = options;
  const answersAt = new Date(clock().getTime() + slowMs);
  const { paymentId: _id, method, amount, currency } = request;
  const payment = await claim(payments, {
    ...newPayment,
    _id,
    status: 'ASKED',
    method,
    amount,
    currency,
    answersAt,
  });
  if (payment.status === 'VOIDED') return { outcome: 'voided' };
  assertSamePayment(payment, request);
  return answerOf(payment.status === 'ASKED' ? await decide(options, payment, signal) : payment);
}

async function decide(
  { payments, clock }: SandboxProviderOptions,
  payment: SandboxPaymentDocument,
  signal: AbortSignal,
): Promise<SandboxPaymentDocument> {
  const { _id: id, method, answersAt } = payment;
  switch (method) {
    case 'pm_ok':
      return move(payments, id, 'ASKED', 'AUTHORISED');
    case 'pm_slow':
      await delay(Math.max(0, (answersAt?.getTime() ?? 0) - clock().getTime()), undefined, { signal });
      return move(payments, id, 'ASKED', 'AUTHORISED');
    case 'pm_flaky': {
      const { modifiedCount } = await payments.updateOne(
        { _id: id, status: 'ASKED', faults: { $lt: flakyFaults } },
        { $inc: { faults: 1 } },
      );
      if (modifiedCount === 1) throw new ProviderUnavailable('sandbox fault, as requested by pm_flaky');
      return move(payments, id, 'ASKED', 'AUTHORISED');
    }
    case undefined:
    default:
      return move(payments, id, 'ASKED', 'DECLINED');
  }
}

async function capture(payments: Payments, paymentId: string): Promise<CaptureAnswer> {
  const { status } = await move(payments, paymentId, 'AUTHORISED', 'CAPTURED');
  if (status === 'CAPTURED') return { outcome: 'captured' };
  if (status === 'VOIDED') return { outcome: 'voided' };
  throw new SandboxMisuse(`expected an authorised payment to capture, ${paymentId} is ${status}`);
}

async function voidPayment(payments: Payments, paymentId: string): Promise<VoidAnswer> {
  const claimed = await claim(payments, { ...newPayment, _id: paymentId, status: 'VOIDED' });
  if (claimed.status === 'VOIDED' || claimed.status === 'DECLINED') return { outcome: 'voided' };
  const open = { _id: paymentId, status: { $in: ['ASKED', 'AUTHORISED'] as const } };
  const { modifiedCount } = await payments.updateOne(open, { $set: { status: 'VOIDED' } });
  if (modifiedCount === 1) return { outcome: 'voided' };
  const { status } = await find(payments, paymentId);
  return { outcome: status === 'CAPTURED' ? 'captured' : 'voided' };
}

async function refund(
  payments: Payments,
  { paymentId, refundId, amount }: RefundRequest,
): Promise<RefundAnswer> {
  const { amount: paid = 0, status } = await find(payments, paymentId);
  if (status !== 'CAPTURED') {
    throw new SandboxMisuse(`expected a captured payment to refund, ${paymentId} is ${status}`);
  }
  await payments.updateOne(
    { _id: paymentId, 'refunds.key': { $ne: refundId }, refunded: { $lte: paid - amount } },
    { $inc: { refunded: amount }, $push: { refunds: { key: refundId, amount } } },
  );
  const { refunds } = await find(payments, paymentId);
  const isDone = refunds.some((each) => each.key === refundId && each.amount === amount);
  if (!isDone) throw new SandboxMisuse(`payment ${paymentId} has less than ${amount} left to refund`);
  return { outcome: 'refunded' };
}

async function find(payments: Payments, id: string): Promise<SandboxPaymentDocument> {
  const payment = await payments.findById(id).lean<SandboxPaymentDocument>().exec();
  if (payment === null) throw new SandboxMisuse(`there is no payment ${id}`);
  return payment;
}

/** Sets the status if it is still `from`. @returns the payment as it then is */
async function move(
  payments: Payments,
  id: string,
  from: Status,
  to: Status,
): Promise<SandboxPaymentDocument> {
  const moved = await payments
    .findOneAndUpdate({ _id: id, status: from }, { $set: { status: to } }, { returnDocument: 'after' })
    .lean<SandboxPaymentDocument>()
    .exec();
  return moved ?? find(payments, id);
}

/** Inserts a payment unless its id exists. @returns the stored payment */
async function claim(
  payments: Payments,
  { _id: id, ...rest }: SandboxPaymentDocument,
): Promise<SandboxPaymentDocument> {
  try {
    return await payments
      .findOneAndUpdate({ _id: id }, { $setOnInsert: rest }, { upsert: true, returnDocument: 'after' })
      .lean<SandboxPaymentDocument>()
      .exec();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return find(payments, id);
  }
}

const newPayment = { faults: 0, refunded: 0, refunds: [] };

function assertSamePayment(
  payment: SandboxPaymentDocument,
  { method, amount, currency }: PaymentRequest,
): void {
  if (payment.method !== method || payment.amount !== amount || payment.currency !== currency) {
    throw new SandboxMisuse(`the key ${payment._id} was used for another payment`);
  }
}

function answerOf({ _id, status, method }: SandboxPaymentDocument): AuthoriseAnswer {
  switch (status) {
    case 'AUTHORISED':
    case 'CAPTURED':
      return { outcome: 'authorised', reference: `sandbox_${_id}` };
    case 'VOIDED':
      return { outcome: 'voided' };
    case 'DECLINED':
      return { outcome: 'declined', reason: declineReason(method) };
    case 'ASKED':
      throw new ProviderUnavailable(`payment ${_id} has no answer yet`);
  }
}

function declineReason(method: string | undefined): string {
  return method === 'pm_declined' ? 'The card was declined.' : 'The payment method is not known.';
}
