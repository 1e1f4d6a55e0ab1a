import type { RelayPoint } from '../kit/relay-points.ts';
import type { RequestPoint, SagaPoint, UpdatePoint } from '../kit/fault-points.ts';
import type { PaymentProvider } from '../../subgraphs/orders/domain/payment-provider.ts';

/** A fault point of a booking, named alike by the process that reaches it and by the harness that arms it. */
export interface FaultPoint {
  /** The reservation's; at `cancel before-claim` and `cancel after-claim` the id of the claim; a flight's for its events. */
  id: string;
  /** `undo pay after-effect` */
  name: string;
}

/** In the worker. */
export function sagaPointName({ direction, step, stage }: Omit<SagaPoint, 'reservationId'>): string {
  return `${direction} ${step} ${stage}`;
}

/** In the reservations process, while it serves a request. */
export function requestPointName({ request, stage }: Omit<RequestPoint, 'id'>): string {
  return `${request} ${stage}`;
}

/** In the reservations process, while it applies payment updates. */
export function updatePointName(stage: UpdatePoint['stage']): string {
  return `update ${stage}`;
}

/** In the reservations process, while its relay moves an event. */
export function relayPointName(stage: RelayPoint['stage'], eventType: string): string {
  return `relay ${eventType} ${stage}`;
}

export const paymentStages = ['before', 'after'] as const;

/** Around a call to the payment provider, in the orders process. */
export interface PaymentPoint {
  call: keyof PaymentProvider;
  stage: (typeof paymentStages)[number];
}

export function paymentPointName({ call, stage }: PaymentPoint): string {
  return `payment ${call} ${stage}`;
}

/** A payment's id is its order's with a number, and the order's id is the reservation's: `pay_<person>_<key>_1`. */
export function reservationIdFromPayment(paymentId: string): string {
  const [, person = '', key = ''] = paymentId.split('_');
  return `rsv_${person}_${key}`;
}
