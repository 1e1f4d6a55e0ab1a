import type { LineTerms } from './cancellation-terms.ts';
import type { Money } from './money.ts';

export type Cabin = 'ECONOMY' | 'BUSINESS';

/** What every line of a priced trip carries. Prices are frozen when the quote is made. */
export interface PricedLine {
  /** Names the line within its trip: `stay-0`, `flight-1`. Holds are kept under reservation and line. */
  lineId: string;
  /** What is sold, in words. */
  description: string;
  /** In the supplier's own currency. */
  price: Money;
  /** In the currency to be charged, rounded once. */
  charged: Money;
  /** Units of the charged currency for one unit of the supplier's, as a decimal number. */
  exchangeRate: string;
  refundable: boolean;
  /** What comes back when it is cancelled; absent on trips quoted before terms were kept, which nobody can cancel. */
  terms?: LineTerms;
}

export interface StayLine extends PricedLine {
  kind: 'stay';
  hotelId: string;
  roomTypeId: string;
  roomTypeName: string;
  /** Calendar dates where the hotel is, `YYYY-MM-DD`; the night of `checkOut` is not slept. */
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

/** A trip with its prices: what a quote offers and a reservation books. */
export interface PricedTrip {
  stays: StayLine[];
  flights: FlightLine[];
  /** The sum of the lines' charged prices. */
  total: Money;
}
