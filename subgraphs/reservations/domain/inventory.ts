import { monthsOf } from './dates.ts';
import type { MonthOfNights } from './dates.ts';
import type { Cabin, FlightLine, StayLine } from './trip.ts';

/** The longest delay of a hold on its way to the inventory: tombstones outlive the deadline by it. */
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

/** The rooms that stays need: one demand for each month of a stay. */
export function roomDemands(stays: readonly StayLine[]): RoomDemand[] {
  return stays.flatMap(({ lineId, roomTypeId, checkIn, checkOut, rooms }) =>
    monthsOf(checkIn, checkOut).map((nights) => ({ lineId, roomTypeId, count: rooms, ...nights })),
  );
}

export function seatDemands(flights: readonly FlightLine[]): SeatDemand[] {
  return flights.map(({ lineId, flightId, cabin, passengers }) => ({
    lineId,
    flightId,
    cabin,
    count: passengers,
  }));
}

/** Nights of one room type to look up. */
export interface NightsWanted {
  roomTypeId: string;
  months: readonly MonthOfNights[];
}

/** The free rooms of a room type on one night. */
export interface NightForSale {
  free: number;
  /** In minor units. */
  rate: number;
}

/** By date. A missing night is not for sale. */
export type NightsForSale = ReadonlyMap<string, NightForSale>;

/** The number of rooms that are free on all the nights. */
export function freeThroughout(nights: readonly string[], forSale: NightsForSale): number {
  return nights.reduce((least, night) => Math.min(least, forSale.get(night)?.free ?? 0), Infinity);
}
