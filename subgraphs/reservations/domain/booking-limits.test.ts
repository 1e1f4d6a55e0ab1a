import { describe, expect, it } from 'vitest';
import { overLimit, unitsOf } from './booking-limits.ts';
import type { FlightLine, StayLine } from './trip.ts';

const limits = { bookings: 3, rooms: 4, seats: 6 };
const none = { rooms: 0, seats: 0 };

describe('limits on unfinished bookings', () => {
  it('a trip holds its rooms, for any number of nights, and a seat for each passenger', () => {
    const stays = [{ rooms: 2 }, { rooms: 1 }] as StayLine[];
    const flights = [{ passengers: 3 }, { passengers: 3 }] as FlightLine[];
    expect(unitsOf({ stays, flights })).toEqual({ rooms: 3, seats: 6 });
  });

  it('a booking up to each limit is allowed', () => {
    expect(overLimit([{ rooms: 1, seats: 3 }, none], { rooms: 3, seats: 3 }, limits)).toBeNull();
  });

  it('a booking above the limit is refused', () => {
    expect(overLimit([none, none, none], none, limits)).toEqual({ limited: 'bookings', limit: 3 });
  });

  it.each(['rooms', 'seats'] as const)('more %s than the limit are refused, with the number held', (unit) => {
    const held = [{ ...none, [unit]: 2 }];
    const requested = limits[unit] - 1;
    expect(overLimit(held, { ...none, [unit]: requested }, limits)).toEqual({
      ...{ limited: unit, limit: limits[unit], held: 2, requested },
    });
  });

  it('a trip without rooms is allowed while rooms are over a lowered limit', () => {
    expect(overLimit([{ rooms: 9, seats: 0 }], { rooms: 0, seats: 1 }, limits)).toBeNull();
  });
});
