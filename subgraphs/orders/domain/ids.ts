import { ownedIds, ownerIdOf, plainIds, withPrefix } from '../../../platform/ids.ts';

export const userIds = plainIds('User', 'usr');
export const reservationIds = ownedIds('Reservation', 'rsv');
export const orderIds = ownedIds('Order', 'ord');

/** The id of the one order that a reservation can have. */
export function orderIdFor(reservationId: string): string {
  return withPrefix('ord', reservationId);
}

/** The user who owns an order or a reservation. */
export function userIdOf(ownedId: string): string {
  return ownerIdOf(ownedId, 'usr');
}
