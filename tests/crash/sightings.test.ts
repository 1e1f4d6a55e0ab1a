import { describe, expect, it } from 'vitest';
import { sightingFaults } from './sightings.ts';

const timeline = ['INIT', 'HOTEL_BOOKED', 'FLIGHT_BOOKED', 'COMPLETED'];

/** A watcher that saw these versions, by connection. */
function saw(...connections: number[][]) {
  return {
    connections: connections.map((versions) =>
      versions.map((version) => ({ version, status: timeline[version - 1] ?? 'none', atMs: 0 })),
    ),
    endings: ['closed with 1006 '],
  };
}

describe('the check of a subscriber', () => {
  it.each([
    ['every version', saw([1, 2, 3, 4]), 'worker'],
    ['every version since the subscription', saw([2, 3, 4]), 'worker'],
    ['every version over two connections, after the death of a router', saw([1, 2], [2, 3, 4]), 'router'],
    ['the current version after a reconnect, after the death of a router', saw([1], [4]), 'router'],
  ] as const)('passes: %s', (_title, watcher, victim) => {
    expect(sightingFaults(watcher, timeline, victim)).toEqual([]);
  });

  it.each([
    ['a repeated version', saw([1, 2, 2, 3, 4]), 'worker', 'versions were seen as 1 2 2 3 4'],
    ['a gap', saw([1, 2, 4]), 'worker', 'versions were seen as 1 2 4'],
    ['an older version', saw([1, 2, 3], [2, 3, 4]), 'router', 'versions went back: 1 2 3 2 3 4'],
    ['a missing final version', saw([1, 2, 3]), 'worker', 'last version seen: 3 of 4'],
    ['no version', saw(), 'worker', 'last version seen: none of 4'],
    [
      'a reconnect without the death of a router',
      saw([1, 2], [2, 3, 4]),
      'orders',
      'the subscription ended without the death of its router: closed with 1006 ',
    ],
  ] as const)('fails: %s', (_title, watcher, victim, fault) => {
    expect(sightingFaults(watcher, timeline, victim)).toEqual([fault]);
  });

  it('fails: a version with a wrong status', () => {
    const { connections, endings } = saw([1, 2, 3]);
    connections[0]?.push({ version: 4, status: 'FAILED', atMs: 0 });
    expect(sightingFaults({ connections, endings }, timeline, 'worker')).toEqual([
      'version 4 was seen as FAILED',
    ]);
  });
});
