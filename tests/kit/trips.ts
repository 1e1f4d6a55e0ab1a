import { termsOf } from '../../subgraphs/reservations/domain/cancellation-terms.ts';
import type { FlightLine, PricedTrip, StayLine } from '../../subgraphs/reservations/domain/trip.ts';

/** The month of the tests' trips. */
export const month = '2031-05';
export const nights = ['10', '11'];
const price = { amount: 10_000, currency: 'EUR' };
const priced = { price, charged: price, exchangeRate: '1', refundable: true };
const startsAt = new Date(`${month}-10T14:00:00Z`);

/** A trip of a room for two nights, a seat, or both, at 100 EUR each. Refundable: the room in full, the seat by 40 %. */
export function pricedTrip({ roomTypeId, flightId }: { roomTypeId?: string; flightId?: string }): PricedTrip {
  const stays: StayLine[] =
    roomTypeId === undefined
      ? []
      : [
          {
            ...{ kind: 'stay', lineId: 'stay-0', description: 'A double room', hotelId: 'htl_a', roomTypeId },
            ...{
              roomTypeName: 'Double',
              checkIn: `${month}-10`,
              checkOut: `${month}-12`,
              rooms: 1,
              guests: 1,
            },
            ...priced,
            terms: termsOf(startsAt, [{ hoursBefore: 24, percent: 100 }]),
          },
        ];
  const seats: FlightLine[] =
    flightId === undefined
      ? []
      : [
          {
            ...{ kind: 'flight', lineId: 'flight-0', description: 'A seat', flightId },
            ...{ cabin: 'ECONOMY', passengers: 1, ...priced },
            terms: termsOf(startsAt, [{ hoursBefore: 24, percent: 40 }]),
          },
        ];
  return {
    stays,
    flights: seats,
    total: { amount: price.amount * (stays.length + seats.length), currency: price.currency },
  };
}
