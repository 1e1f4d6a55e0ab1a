import { monthsOf } from './dates.ts';
import type { MonthOfNights } from './dates.ts';
import type { Cabin, FlightLine, StayLine } from './trip.ts';

/** After a deadline, a hold that was sent before it may still be under way for this long. */
export const holdGraceMs = 10 * 60 * 1_000;

/** Rooms of one room type on some nights of one month, for one line of a trip. */
export interface RoomDemand {
  lineId: string;
  roomTypeId: string;
  /** `YYYY-MM` */
  month: string;
  /** Days of the month, as two digits each. */
  days: string[];
  count: number;
}

/** Seats in one cabin of one flight, for one line of a trip. */
export interface SeatDemand {
  lineId: string;
  flightId: string;
  cabin: Cabin;
  count: number;
}

/** What stays ask for, a demand for each month that a stay touches. */
export function roomDemands(stays: readonly StayLine[]): RoomDemand[] {
  return stays.flatMap(({ lineId, roomTypeId, checkIn, checkOut, rooms }) =>
    monthsOf(checkIn, checkOut).map((nights) => ({ lineId, roomTypeId, count: rooms, ...nights })),
  );
}

/** What flights ask for. */
export function seatDemands(flights: readonly FlightLine[]): SeatDemand[] {
  return flights.map(({ lineId, flightId, cabin, passengers }) => ({
    lineId,
    flightId,
    cabin,
    count: passengers,
  }));
}

/** Nights that are asked about, of one room type. */
export interface NightsWanted {
  roomTypeId: string;
  months: readonly MonthOfNights[];
}

/** What is known of a night of a room type. */
export interface NightForSale {
  free: number;
  /** In minor units. */
  rate: number;
}

/** The nights that a room type has for sale, by date; a night that is missing is not for sale. */
export type NightsForSale = ReadonlyMap<string, NightForSale>;

/** How many rooms are free on every one of some nights. */
export function freeThroughout(nights: readonly string[], forSale: NightsForSale): number {
  return nights.reduce((least, night) => Math.min(least, forSale.get(night)?.free ?? 0), Infinity);
}
