import { userIdOf } from '../domain/ids.ts';
import type { BookingStore } from '../store/bookings.ts';

/** Turns above it are equal. BullMQ takes priorities up to 2,097,152; a count up to here stays cheap. */
const maxTurn = 1_000;

/**
 * The turn of a stored booking in the queue: the number of its customer's unfinished bookings. Of waiting jobs those
 * with the lowest turn run first, so that a customer with many bookings delays only those.
 * @returns 1 where the store does not answer: the booking is enqueued all the same
 */
export async function turnOf(
  reservationId: string,
  store: Pick<BookingStore, 'countUnfinishedOf'>,
): Promise<number> {
  const unfinished = await store.countUnfinishedOf(userIdOf(reservationId), maxTurn).catch(() => 1);
  return Math.max(unfinished, 1);
}

/** The turns of bookings that are enqueued together: each customer's first has turn 1. */
export function turnsAmong(reservationIds: readonly string[]): number[] {
  const counts = new Map<string, number>();
  return reservationIds.map((id) => {
    const userId = userIdOf(id);
    const turn = Math.min((counts.get(userId) ?? 0) + 1, maxTurn);
    counts.set(userId, turn);
    return turn;
  });
}
