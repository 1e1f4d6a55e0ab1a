import { termsOf } from '../../../subgraphs/reservations/domain/cancellation-terms.ts';
import { sum } from '../../../subgraphs/reservations/domain/money.ts';
import type { FlightLine, PricedTrip, StayLine } from '../../../subgraphs/reservations/domain/trip.ts';
import type { FlightDocument } from '../../../subgraphs/reservations/store/flights.ts';
import type { QuoteDocument } from '../../../subgraphs/reservations/store/quotes.ts';
import type { RoomMonthDocument } from '../../../subgraphs/reservations/store/room-months.ts';

/** The start of a run: fifteen hours before the check-ins and the departures. */
export const beginning = new Date('2031-05-31T00:00:00Z');
const startsAt = new Date('2031-05-31T15:00:00Z');
const minuteMs = 60_000;

export const users = [0, 1].map((user) => `usr_${String(user).repeat(20)}`);

/** Few, so that bookings compete. */
const rooms = 2;
const seats = 2;

export function roomMonths(): RoomMonthDocument[] {
  const night = () => ({ total: rooms, free: rooms, rate: 1 });
  const month = (name: string, days: readonly string[]): RoomMonthDocument => ({
    ...{ _id: `rmt_a:${name}`, roomTypeId: 'rmt_a', hotelId: 'htl_a', month: name },
    nights: Object.fromEntries(days.map((day) => [day, night()])),
    ...{ holds: {}, tombstones: [] },
  });
  return [month('2031-05', ['31']), month('2031-06', ['01', '02'])];
}

export function flights(): FlightDocument[] {
  return ['flt_a', 'flt_b'].map((_id) => ({
    ...{ _id, carrier: 'TP', number: 'TP100', origin: 'LIS', destination: 'CDG', currency: 'EUR' },
    ...{ originTimeZone: 'Europe/Lisbon', localDate: '2031-05-31', departsAt: startsAt, arrivesAt: startsAt },
    cabins: { ECONOMY: { total: seats, free: seats, price: 1, refundable: true } },
    ...{ version: 1, revision: 1, unpublished: false, changedAt: beginning, holds: {}, tombstones: [] },
  }));
}

/** In full until 03:00, by half until 09:00. */
const generous = [
  { hoursBefore: 12, percent: 100 },
  { hoursBefore: 6, percent: 50 },
];
/** By a third until 11:00. */
const mean = [{ hoursBefore: 4, percent: 33 }];

type Rules = typeof generous;

/** Odd amounts, so that every share is rounded. */
function priced(lineId: string, amount: number, rules: Rules) {
  const price = { amount, currency: 'EUR' };
  return {
    ...{ lineId, description: lineId, price, charged: price, exchangeRate: '1', refundable: true },
    terms: termsOf(startsAt, rules),
  };
}

function stay(at: number, checkIn: string, checkOut: string, count: number, rules: Rules): StayLine {
  return {
    ...{
      kind: 'stay',
      ...priced(`stay-${at}`, 10_001 * count, rules),
      hotelId: 'htl_a',
      roomTypeId: 'rmt_a',
    },
    ...{ roomTypeName: 'Double', checkIn, checkOut, rooms: count, guests: 1 },
  };
}

function seat(at: number, flightId: string, passengers: number, rules: Rules): FlightLine {
  return {
    ...{ kind: 'flight', ...priced(`flight-${at}`, 7_777 * passengers, rules) },
    ...{ flightId, cabin: 'ECONOMY', passengers },
  };
}

function trip(stays: StayLine[], legs: FlightLine[]): PricedTrip {
  const amounts = [...stays, ...legs].map(({ charged }) => charged.amount);
  return { stays, flights: legs, total: sum(amounts, 'EUR') };
}

/** Quotes of every kind of trip: over two months, with and without flights, two lines of the same rooms, without refunds. */
export function quotes(): QuoteDocument[] {
  const [one = '', two = ''] = users;
  const over = stay(0, '2031-05-31', '2031-06-02', 1, generous);
  const all = stay(0, '2031-05-31', '2031-06-01', 2, mean);
  const late = stay(0, '2031-06-01', '2031-06-02', 1, generous);
  const second = stay(1, '2031-06-01', '2031-06-03', 1, []);
  const offers: [string | null, PricedTrip, number][] = [
    [null, trip([over], []), 30],
    [two, trip([all], [seat(0, 'flt_a', 1, generous)]), 30],
    [null, trip([], [seat(0, 'flt_a', 1, []), seat(1, 'flt_b', 1, [])]), 60],
    [one, trip([late, second], [seat(0, 'flt_b', 2, mean)]), 24 * 60],
    [null, trip([late], [seat(0, 'flt_a', 1, generous), seat(1, 'flt_b', 1, generous)]), 24 * 60],
  ];
  return offers.map(([userId, offered, minutes], at) => ({
    ...{ _id: `quo_${String(at).repeat(20)}`, userId, trip: offered, createdAt: beginning, bookedBy: null },
    expiresAt: new Date(beginning.getTime() + minutes * minuteMs),
  }));
}
