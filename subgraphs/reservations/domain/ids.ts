import {
  derivedOwnedId,
  namedIds,
  newId,
  ownedIds,
  ownerIdOf,
  plainIds,
  withPrefix,
} from '../../../platform/ids.ts';

export const reservationIds = ownedIds('Reservation', 'rsv');
export const quoteIds = plainIds('Quote', 'quo');
export const hotelIds = namedIds('Hotel', 'htl');
export const roomTypeIds = namedIds('RoomType', 'rmt');
export const flightIds = namedIds('Flight', 'flt');

export function newQuoteId(): string {
  return newId('quo');
}

export function newSlotId(): string {
  return newId('slt');
}

/** The id of the reservation that a user books under an idempotency key. */
export function reservationIdFor(userId: string, idempotencyKey: string): string {
  return derivedOwnedId('rsv', userId, idempotencyKey);
}

/** The id of the claim by which a user cancels under an idempotency key. */
export function cancellationIdFor(userId: string, idempotencyKey: string): string {
  return derivedOwnedId('can', userId, idempotencyKey);
}

/** The id of the reservation that an order pays. */
export function reservationIdOf(orderId: string): string {
  return withPrefix('rsv', orderId);
}

/** The user who owns a reservation. */
export function userIdOf(reservationId: string): string {
  return ownerIdOf(reservationId, 'usr');
}
