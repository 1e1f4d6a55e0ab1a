import type { LineTerms } from './cancellation-terms.ts';
import type { Money } from './money.ts';

export type Cabin = 'ECONOMY' | 'BUSINESS';

/** The fields of stay and flight lines. Prices are frozen when the quote is made. */
export interface PricedLine {
  /** Unique within the trip: `stay-0`, `flight-1`. Holds are stored by reservation and line. */
  lineId: string;
  /** For travellers: `Double at Hotel Aurora, Lisbon, …`. */
  description: string;
  /** In the supplier's own currency. */
  price: Money;
  /** In the currency of the trip, rounded once. */
  charged: Money;
  /** Units of the charged currency per unit of the supplier's, as a decimal number. */
  exchangeRate: string;
  refundable: boolean;
  /** Absent on trips from before cancellation terms were stored: they cannot be cancelled. */
  terms?: LineTerms;
}

export interface StayLine extends PricedLine {
  kind: 'stay';
  hotelId: string;
  roomTypeId: string;
  roomTypeName: string;
  /** Dates at the hotel, `YYYY-MM-DD`. The last night ends on `checkOut`. */
  checkIn: string;
  checkOut: string;
  rooms: number;
  guests: number;
}

export interface FlightLine extends PricedLine {
  kind: 'flight';
  flightId: string;
  cabin: Cabin;
  passengers: number;
}

/** A trip with its prices, as quoted and booked. */
export interface PricedTrip {
  stays: StayLine[];
  flights: FlightLine[];
  /** Sum of the lines' charged prices. */
  total: Money;
}
