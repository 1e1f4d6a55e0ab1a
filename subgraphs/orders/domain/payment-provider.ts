/** A payment to authorise. */
export interface PaymentRequest {
  /** The idempotency key: a repeated request returns the first answer. */
  paymentId: string;
  method: string;
  /** In minor units of the currency. */
  amount: number;
  /** ISO 4217. */
  currency: string;
}

export interface RefundRequest {
  paymentId: string;
  /** The idempotency key of the refund. */
  refundId: string;
  /** In minor units of the payment's currency. The refunds of a payment total at most its amount. */
  amount: number;
}

export type AuthoriseAnswer =
  | { outcome: 'authorised'; reference: string }
  /** Final. The reason is a sentence for the user. */
  | { outcome: 'declined'; reason: string }
  /** Voided before this request arrived, or by the provider. */
  | { outcome: 'voided' };

export type CaptureAnswer = { outcome: 'captured' } | { outcome: 'voided' };

export interface VoidAnswer {
  /** `captured`: too late to void. The payment is captured and must be refunded. */
  outcome: 'voided' | 'captured';
}

export interface RefundAnswer {
  outcome: 'refunded';
}

/**
 * The port of payment providers. A payment takes two calls: authorise, then capture. Every call is idempotent by its key:
 * a repeated call returns the same answer. An implementation throws `ProviderUnavailable` if it does not know the
 * result; the caller then calls again.
 */
export interface PaymentProvider {
  authorise(request: PaymentRequest, signal: AbortSignal): Promise<AuthoriseAnswer>;
  capture(paymentId: string, signal: AbortSignal): Promise<CaptureAnswer>;
  /**
   * Releases an authorised payment. If it arrives before its `authorise`, that later answers `voided`: a provider with
   * payment objects creates an unconfirmed object under the key and cancels it.
   */
  void(paymentId: string, signal: AbortSignal): Promise<VoidAnswer>;
  refund(request: RefundRequest, signal: AbortSignal): Promise<RefundAnswer>;
}

/** The payment provider did not answer, or not with a valid answer. The result is unknown. */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
}
