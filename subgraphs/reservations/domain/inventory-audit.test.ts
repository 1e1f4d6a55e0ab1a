import { describe, expect, it } from 'vitest';
import { compareDocument, allowedHoldStates } from './inventory-audit.ts';
import type { AuditedDocument, AuditedHold, InventoryClaim, Progress, HoldState } from './inventory-audit.ts';

const onTheWay = (status: string, step: string, intended: boolean): Progress => ({
  status,
  saga: { step, intended, undoing: [] },
});
const onTheWayBack = (status: string, undoing: string[]): Progress => ({
  status,
  saga: { step: null, intended: false, undoing },
});
const ended = (status: string): Progress => ({ status, saga: null });

describe('allowedHoldStates', () => {
  const none = ['none'];
  const any = ['none', 'held', 'booked'];
  it.each<[string, Progress, readonly string[], readonly string[]]>([
    ['not begun', onTheWay('INIT', 'holdHotel', false), none, none],
    ['holding rooms', onTheWay('INIT', 'holdHotel', true), ['none', 'held'], none],
    ['rooms held', onTheWay('HOTEL_BOOKED', 'holdFlight', false), ['held'], none],
    ['holding seats', onTheWay('HOTEL_BOOKED', 'holdFlight', true), ['held'], ['none', 'held']],
    ['paying', onTheWay('FLIGHT_BOOKED', 'pay', true), ['held'], ['held']],
    ['to book rooms', onTheWay('FLIGHT_BOOKED', 'confirmHotel', false), ['held'], ['held']],
    ['booking rooms', onTheWay('FLIGHT_BOOKED', 'confirmHotel', true), ['held', 'booked'], ['held']],
    ['booking seats', onTheWay('FLIGHT_BOOKED', 'confirmFlight', true), ['booked'], ['held', 'booked']],
    ['completed', ended('COMPLETED'), ['booked'], ['booked']],
    ['failed', ended('FAILED'), none, none],
    ['cancelled', ended('CANCELLED'), none, none],
    ['undoing payment', onTheWayBack('COMPENSATING', ['pay', 'holdHotel']), ['held', 'booked'], none],
    ['letting rooms go', onTheWayBack('COMPENSATING', ['holdHotel']), any, none],
    ['all undone', onTheWayBack('COMPENSATING', []), none, none],
    ['refunding', onTheWayBack('CANCELLING', ['pay', 'holdFlight', 'holdHotel']), ['booked'], ['booked']],
    ['letting seats go', onTheWayBack('CANCELLING', ['holdFlight', 'holdHotel']), ['booked'], any],
    ['impossible: no step', ended('HOTEL_BOOKED'), any, any],
    ['impossible: another step', onTheWay('INIT', 'dance', true), any, any],
    ['impossible: another status', ended('DREAMING'), any, any],
    ['impossible: nothing to undo', ended('COMPENSATING'), any, any],
  ])('%s', (_, progress, rooms, seats) => {
    expect(allowedHoldStates(progress, 'rooms')).toEqual(rooms);
    expect(allowedHoldStates(progress, 'seats')).toEqual(seats);
  });
});

describe('compareDocument', () => {
  const document = (
    free: Record<string, number>,
    holds: Record<string, AuditedHold>,
    total = 3,
  ): AuditedDocument => ({
    id: 'rmt_a:2031-05',
    nameOf: (day) => `night ${day}`,
    counters: Object.fromEntries(Object.entries(free).map(([day, left]) => [day, { total, free: left }])),
    holds,
  });
  const claim = (reservationId: string, allowed: HoldState[], more: Partial<InventoryClaim> = {}) => ({
    ...{ reservationId, documentId: 'rmt_a:2031-05', key: `${reservationId}:stay-0`, allowed },
    ...{ counters: ['10', '11'], count: 1, status: 'COMPLETED', ...more },
  });
  const hold = (state: string, more: Partial<AuditedHold> = {}): AuditedHold => ({
    ...{ state, count: 1, counters: ['10', '11'], ...more },
  });
  const found = (...args: Parameters<typeof compareDocument>) =>
    compareDocument(...args).map(
      ({ what, expected, found: seen }) => `${what}: expected ${expected}, found ${seen}`,
    );

  it('finds no differences where holds and claims match', () => {
    const holds = {
      'rsv_1:stay-0': hold('booked'),
      'rsv_2:stay-0': hold('held', { counters: ['11', '10'] }),
    };
    const claims = [claim('rsv_1', ['booked']), claim('rsv_2', ['none', 'held'])];
    expect(found(document({ '10': 1, '11': 1, '12': 3 }, holds), claims)).toEqual([]);
  });

  it('allows a missing hold of a step under way, with matching counters', () => {
    const claims = [claim('rsv_1', ['none', 'held'])];
    expect(found(document({ '10': 3, '11': 3 }, {}), claims)).toEqual([]);
    expect(found(document({ '10': 2, '11': 3 }, {}), claims)).toEqual([
      'night 10: expected 3 free (3 less 0 taken), found 2 free',
    ]);
  });

  it.each<[string, AuditedDocument, InventoryClaim[], string[]]>([
    [
      'a room sold twice',
      document({ '10': 3, '11': 2 }, { 'rsv_1:stay-0': hold('booked') }),
      [claim('rsv_1', ['booked'])],
      ['night 10: expected 2 free (3 less 1 taken), found 3 free'],
    ],
    [
      'a room that is lost',
      document({ '10': 2, '11': 3 }, {}),
      [],
      ['night 10: expected 3 free (3 less 0 taken), found 2 free'],
    ],
    [
      'a hold without a reservation, with matching counters',
      document({ '10': 2, '11': 2 }, { 'rsv_9:stay-0': hold('held') }),
      [],
      [
        'hold rsv_9:stay-0: expected none (no reservation claims it), found held 1 × 10 11',
        'night 10: expected 3 free (3 less 0 taken), found 2 free',
        'night 11: expected 3 free (3 less 0 taken), found 2 free',
      ],
    ],
    [
      'a hold of a booking that failed',
      document({ '10': 2, '11': 2 }, { 'rsv_1:stay-0': hold('held') }),
      [claim('rsv_1', ['none'], { status: 'FAILED' })],
      [
        'hold rsv_1:stay-0: expected none (the reservation is FAILED), found held 1 × 10 11',
        'night 10: expected 3 free (3 less 0 taken), found 2 free',
        'night 11: expected 3 free (3 less 0 taken), found 2 free',
      ],
    ],
    [
      'a completed booking without its hold, with counters that agree with that',
      document({ '10': 3, '11': 3 }, {}),
      [claim('rsv_1', ['booked'])],
      [
        'hold rsv_1:stay-0: expected booked 1 × 10 11 (the reservation is COMPLETED), found none',
        'night 10: expected 2 free (3 less 1 taken), found 3 free',
        'night 11: expected 2 free (3 less 1 taken), found 3 free',
      ],
    ],
    [
      'a completed booking that is held only',
      document({ '10': 2, '11': 2 }, { 'rsv_1:stay-0': hold('held') }),
      [claim('rsv_1', ['booked'])],
      ['hold rsv_1:stay-0: expected booked 1 × 10 11 (the reservation is COMPLETED), found held 1 × 10 11'],
    ],
    [
      'a different count and different nights',
      document({ '10': 2, '11': 2 }, { 'rsv_1:stay-0': hold('booked', { count: 2, counters: ['10'] }) }),
      [claim('rsv_1', ['booked'])],
      ['hold rsv_1:stay-0: expected booked 1 × 10 11 (the reservation is COMPLETED), found booked 2 × 10'],
    ],
    [
      'more sold than there is',
      document({ '10': -1 }, { 'rsv_1:stay-0': hold('booked', { counters: ['10'] }) }, 0),
      [claim('rsv_1', ['booked'], { counters: ['10'] })],
      ['night 10: expected at least 1 in all, found 0 in all'],
    ],
    [
      'a night that is gone, and half a room',
      document({ '10': 1.5 }, { 'rsv_1:stay-0': hold('booked') }),
      [claim('rsv_1', ['booked'])],
      [
        'night 10: expected 2 free (3 less 1 taken), found 1.5 free',
        'night 11: expected 1 taken, found not for sale',
      ],
    ],
  ])('finds %s', (_, broken, claims, differences) => {
    expect(found(broken, claims)).toEqual(differences);
  });
});
