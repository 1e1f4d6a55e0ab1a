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
    ['every version', saw([1, 2, 3, 4]), false],
    ['every version since the subscription', saw([2, 3, 4]), false],
    ['every version over two connections, after the death of a router', saw([1, 2], [2, 3, 4]), true],
    ['the current version after a reconnect, after the death of a router', saw([1], [4]), true],
  ] as const)('passes: %s', (_title, watcher, mayEnd) => {
    expect(sightingFaults(watcher, timeline, mayEnd)).toEqual([]);
  });

  it.each([
    ['a repeated version', saw([1, 2, 2, 3, 4]), false, 'versions were seen as 1 2 2 3 4'],
    ['a gap', saw([1, 2, 4]), false, 'versions were seen as 1 2 4'],
    ['an older version', saw([1, 2, 3], [2, 3, 4]), true, 'versions went back: 1 2 3 2 3 4'],
    ['a missing final version', saw([1, 2, 3]), false, 'last version seen: 3 of 4'],
    ['no version', saw(), false, 'last version seen: none of 4'],
    [
      'a reconnect without the death of a router',
      saw([1, 2], [2, 3, 4]),
      false,
      'the subscription ended: closed with 1006 ',
    ],
  ] as const)('fails: %s', (_title, watcher, mayEnd, fault) => {
    expect(sightingFaults(watcher, timeline, mayEnd)).toEqual([fault]);
  });

  it('fails: a version with a wrong status', () => {
    const { connections, endings } = saw([1, 2, 3]);
    connections[0]?.push({ version: 4, status: 'FAILED', atMs: 0 });
    expect(sightingFaults({ connections, endings }, timeline, false)).toEqual([
      'version 4 was seen as FAILED',
    ]);
  });
});
