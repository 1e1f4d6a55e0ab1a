import type { BookingRow } from '../../subgraphs/reservations/store/bookings-row.ts';
import type { FlightRow } from '../../subgraphs/reservations/store/flights.ts';
import type { Hold } from '../../subgraphs/reservations/store/holds.ts';
import type { RoomMonthRow } from '../../subgraphs/reservations/store/room-months.ts';
import type { World } from './world.ts';

/** What is wrong with the inventory: every night and seat is free or booked by a completed booking, and none is lost. */
export async function inventoryFaults({ databases: { reservations } }: World): Promise<string[]> {
  const completed = await reservations
    .collection<BookingRow>('reservations')
    .find({ status: 'COMPLETED' })
    .toArray();
  const ids = new Set(completed.map(({ _id }) => _id));
  const [months, flights] = await Promise.all([
    reservations.collection<RoomMonthRow>('roomMonths').find().toArray(),
    reservations.collection<FlightRow>('flights').find().toArray(),
  ]);
  return [
    ...months.flatMap(({ _id, nights, holds }) => [
      ...strays(_id, holds, ids),
      ...Object.entries(nights).flatMap(([day, { total, free }]) => {
        const taken = Object.values(holds).filter((hold) => hold.nights.includes(day));
        return unbalanced(`${_id}-${day}`, total, free, taken);
      }),
    ]),
    ...flights.flatMap(({ _id, cabins, holds }) => [
      ...strays(_id, holds, ids),
      ...Object.entries(cabins).flatMap(([cabin, { total, free }]) => {
        const taken = Object.values(holds).filter((hold) => hold.cabin === cabin);
        return unbalanced(`${_id} ${cabin}`, total, free, taken);
      }),
    ]),
  ];
}

function strays(documentId: string, holds: Record<string, Hold>, completed: ReadonlySet<string>): string[] {
  return Object.entries(holds)
    .filter(([key, { state }]) => state !== 'booked' || !completed.has(key.split(':')[0] ?? ''))
    .map(([key, { state }]) => `${documentId} is ${state} for ${key}`);
}

function unbalanced(what: string, total: number, free: number, taken: readonly Hold[]): string[] {
  const sum = free + taken.reduce((count, hold) => count + hold.count, 0);
  return sum === total ? [] : [`${what} has ${total}, of which ${free} are free and ${sum - free} taken`];
}
