/** A payment to be set aside. */
export interface PaymentRequest {
  /** Names the payment for ever: asking again under the same id is asking for the first answer. */
  paymentId: string;
  method: string;
  /** In minor units of the currency. */
  amount: number;
  /** ISO 4217. */
  currency: string;
}

export interface RefundRequest {
  paymentId: string;
  /** Names the refund for ever, as `paymentId` does the payment. */
  refundId: string;
  /** In minor units of the payment's currency; refunds of one payment add up to its amount at most. */
  amount: number;
}

export type AuthoriseAnswer =
  | { outcome: 'authorised'; reference: string }
  /** For good; the reason is a sentence for a person. */
  | { outcome: 'declined'; reason: string }
  /** Voided before this came, or by the provider itself. */
  | { outcome: 'voided' };

export type CaptureAnswer = { outcome: 'captured' } | { outcome: 'voided' };

export interface VoidAnswer {
  /** `captured`: too late to let go, the money was taken and has to be refunded. */
  outcome: 'voided' | 'captured';
}

export interface RefundAnswer {
  outcome: 'refunded';
}

/**
 * Takes payments, in two steps: set aside, then take. Every call is idempotent by its key and answers what became
 * of it, however often it comes and whoever asks. An implementation throws `ProviderUnavailable` where it does not
 * know; the caller then asks again.
 */
export interface PaymentProvider {
  authorise(request: PaymentRequest, signal: AbortSignal): Promise<AuthoriseAnswer>;
  capture(paymentId: string, signal: AbortSignal): Promise<CaptureAnswer>;
  /**
   * Lets go of what is set aside. One that overtakes its `authorise` makes that, when it comes, answer `voided`:
   * a provider with payment objects creates the object under the key, unconfirmed, and cancels it.
   */
  void(paymentId: string, signal: AbortSignal): Promise<VoidAnswer>;
  refund(request: RefundRequest, signal: AbortSignal): Promise<RefundAnswer>;
}

/** The provider did not answer, or not with an answer: it says nothing about the outcome. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}
