import { monthsOf } from './dates.ts';
import type { MonthOfNights } from './dates.ts';
import type { Cabin, FlightLine, StayLine } from './trip.ts';

/** The longest delay of a hold on its way to the inventory: tombstones outlive the deadline by it. */
export const holdGraceMs = 10 * 60 * 1_000;

/** The rooms that a line needs in a month. */
export interface RoomDemand {
  lineId: string;
  roomTypeId: string;
  /** `YYYY-MM` */
  month: string;
  /** Days of the month, as two digits each. */
  days: string[];
  count: number;
}

/** The seats that a line needs. */
export interface SeatDemand {
  lineId: string;
  flightId: string;
  cabin: Cabin;
  count: number;
}

/** Splits stays by month: inventory is stored by month. */
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

/** Nights of a room type to look up. */
export interface NightsWanted {
  roomTypeId: string;
  months: readonly MonthOfNights[];
}

/** A night of a room type. */
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
