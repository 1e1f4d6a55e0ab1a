import type { Connection } from 'mongoose';
import { monthsOf } from '../../subgraphs/reservations/domain/dates.ts';
import { catalogueModels } from '../../subgraphs/reservations/store/catalogue.ts';
import { cityKeyOf } from '../../subgraphs/reservations/store/hotels.ts';
import { roomMonthId } from '../../subgraphs/reservations/store/room-months.ts';
import type { TripInput } from '../generated/documents.ts';

/** The inventory of a round. */
export interface Stock {
  /** A stay across the end of a month, and a flight there and back: four inventory documents. */
  trip: TripInput;
  /** The first flight of `trip` and of `scarceTrip`. */
  flightId: string;
  /** Its second flight is sold out once `rivalTrip` is booked. */
  scarceTrip: TripInput;
  /** Takes every seat of that flight. */
  rivalTrip: TripInput;
}

const plenty = 200;
const scarceSeats = 9;
const price = 12_345;
const dayMs = 86_400_000;

export type Stocker = (round: number) => Promise<Stock>;

/** Creates new rooms and seats for every round, so that no round can hide the losses of another. */
export async function createStocker(connection: Connection): Promise<Stocker> {
  const { hotels, roomTypes, roomMonths, flights } = catalogueModels(connection);
  const hotelId = 'htl_crash';
  const city = 'Lisbon';
  await hotels.insertOne({
    ...{ _id: hotelId, name: 'The Last Resort', city, cityKey: cityKeyOf(city), country: 'PT' },
    ...{ timeZone: 'Europe/Lisbon', stars: 3 },
  });
  const { checkIn, checkOut } = stayAcrossMonths(new Date());

  async function flight(id: string, localDate: string, seats: number, refundable: boolean): Promise<string> {
    const cabin = { total: seats, free: seats, price, refundable };
    await flights.insertOne({
      ...{ _id: id, carrier: 'WF', number: 'WF13', origin: 'CDG', destination: 'LIS', currency: 'EUR' },
      ...{ originTimeZone: 'Europe/Paris', localDate, cabins: { ECONOMY: cabin } },
      ...{ departsAt: new Date(`${localDate}T08:00Z`), arrivesAt: new Date(`${localDate}T10:30Z`) },
      ...{ version: 1, revision: 1, unpublished: false, changedAt: new Date(), holds: {}, tombstones: [] },
    });
    return id;
  }

  return async (round) => {
    const roomTypeId = `rmt_crash-${round}`;
    await roomTypes.insertOne({
      ...{ _id: roomTypeId, hotelId, name: 'Double', capacity: 2, currency: 'EUR', refundable: true },
    });
    for (const { month, days } of monthsOf(checkIn, checkOut)) {
      const night = { total: plenty, free: plenty, rate: price };
      await roomMonths.insertOne({
        ...{ _id: roomMonthId(roomTypeId, month), roomTypeId, hotelId, month },
        nights: Object.fromEntries(days.map((day) => [day, night])),
        ...{ holds: {}, tombstones: [] },
      });
    }
    const there = await flight(`flt_crash-${round}-there`, checkIn, plenty, true);
    // Not refundable, so that a cancellation has a partial refund.
    const back = await flight(`flt_crash-${round}-back`, checkOut, plenty, false);
    const scarce = await flight(`flt_crash-${round}-scarce`, checkIn, scarceSeats, true);
    const stays = [{ roomTypeId, checkIn, checkOut, guests: 2 }];
    const [outbound, inbound] = [there, back].map((flightId) => ({ flightId, passengers: 2 }));
    return {
      flightId: there,
      trip: { stays, flights: [outbound, inbound].flatMap((leg) => leg ?? []) },
      scarceTrip: { stays, flights: [...(outbound === undefined ? [] : [outbound]), { flightId: scarce }] },
      rivalTrip: { flights: [{ flightId: scarce, passengers: scarceSeats }] },
    };
  };
}

/** Three nights, the last night in the month after next. */
function stayAcrossMonths(now: Date): { checkIn: string; checkOut: string } {
  const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 2, 1);
  const dateAt = (time: number) => new Date(time).toISOString().slice(0, 10);
  return { checkIn: dateAt(first - 2 * dayMs), checkOut: dateAt(first + dayMs) };
}
