import { describe, expect, it } from 'vitest';
import { seenWrongly } from './sightings.ts';

const timeline = ['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPLETED'];
/** What connections saw, as versions each. */
function saw(...connections: number[][]) {
  return {
    connections: connections.map((versions) =>
      versions.map((version) => ({ version, status: timeline[version - 1] ?? 'none', atMs: 0 })),
    ),
    endings: ['closed with 1006 '],
  };
}

describe('what somebody saw of a booking', () => {
  it.each([
    ['all of it', saw([1, 2, 3, 4]), 'worker'],
    ['all of it from when they came', saw([2, 3, 4]), 'worker'],
    ['it through two routers', saw([1, 2], [2, 3, 4]), 'router'],
    ['it through two routers, and missed what went on in between', saw([1], [4]), 'router'],
  ] as const)('is right where they saw %s', (_what, watcher, victim) => {
    expect(seenWrongly(watcher, timeline, victim)).toEqual([]);
  });

  it.each([
    ['a version twice', saw([1, 2, 2, 3, 4]), 'worker', 'versions were seen as 1 2 2 3 4'],
    ['a gap', saw([1, 2, 4]), 'worker', 'versions were seen as 1 2 4'],
    ['it go back', saw([1, 2, 3], [2, 3, 4]), 'router', 'what was seen went back: 1 2 3 2 3 4'],
    ['no end', saw([1, 2, 3]), 'worker', 'the last version seen is 3 of 4'],
    ['nothing', saw(), 'worker', 'the last version seen is none of 4'],
    [
      'their subscription end',
      saw([1, 2], [2, 3, 4]),
      'orders',
      'the subscription ended although its router lived: closed with 1006 ',
    ],
  ] as const)('is wrong where they saw %s', (_what, watcher, victim, fault) => {
    expect(seenWrongly(watcher, timeline, victim)).toEqual([fault]);
  });

  it('is wrong where a version showed another state', () => {
    const { connections, endings } = saw([1, 2, 3]);
    connections[0]?.push({ version: 4, status: 'FAILED', atMs: 0 });
    expect(seenWrongly({ connections, endings }, timeline, 'worker')).toEqual([
      'version 4 was seen as FAILED',
    ]);
  });
});
