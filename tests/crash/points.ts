import type { RelayPoint } from '../../platform/events/term.ts';
import type { SagaPoint } from '../../subgraphs/reservations/saga/engine.ts';
import type { IntakePoint } from '../../subgraphs/reservations/saga/intake-points.ts';

/** A moment of one booking: named the same by the process that passes it and by the harness that armed it. */
export interface Moment {
  reservationId: string;
  /** Such as `undo pay after-effect`. */
  point: string;
}

/** A point of the saga, in the worker. */
export function sagaPointName({ direction, step, stage }: Omit<SagaPoint, 'reservationId'>): string {
  return `${direction} ${step} ${stage}`;
}

/** A point of a request, in the reservations process. */
export function intakePointName({ intake, stage }: Omit<IntakePoint, 'reservationId'>): string {
  return `${intake} ${stage}`;
}

/** A point of an event's way to those who watch, in the reservations process. */
export function relayPointName(stage: RelayPoint['stage'], eventType: string): string {
  return `relay ${eventType} ${stage}`;
}

/** A point of a payment, in the orders process: around a call to the payment provider. */
export interface PaymentPoint {
  call: 'authorise' | 'capture' | 'void' | 'refund';
  stage: 'before' | 'after';
}

export function paymentPointName({ call, stage }: PaymentPoint): string {
  return `payment ${call} ${stage}`;
}

/** A payment's id is its order's with a number, and that is the reservation's: `pay_<person>_<key>_1`. */
export function reservationIdFromPayment(paymentId: string): string {
  const [, person = '', key = ''] = paymentId.split('_');
  return `rsv_${person}_${key}`;
}
