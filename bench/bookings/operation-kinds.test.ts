import { describe, expect, it } from 'vitest';
import { kindOf } from './operation-kinds.ts';
import type { Asker, Profiled } from './operation-kinds.ts';
import type { DatabaseOwner } from './world.ts';

type Case = [
  what: string,
  owner: DatabaseOwner,
  asker: Asker,
  op: string,
  collection: string,
  command: object,
];

const ids = { _id: { $in: ['a'] } };
const byId = { _id: 'a' };
const cases: Case[] = [
  ['the room types of a quote', 'reservations', 'quoteTrip', 'query', 'roomTypes', { filter: ids }],
  ['the nights of a quote', 'reservations', 'quoteTrip', 'query', 'roomMonths', { filter: ids }],
  ['the quote that is taken down', 'reservations', 'quoteTrip', 'insert', 'quotes', {}],
  ['the claim of a quote', 'reservations', 'saga', 'update', 'quotes', { q: byId, u: { $set: {} } }],
  [
    ...(['a hold, which drops old tombstones', 'reservations', 'saga', 'update', 'flights'] as const),
    { q: { ...byId, 'tombstones.key': {} }, u: { $inc: {}, $pull: { tombstones: {} } } },
  ],
  [
    ...(['a record of the saga', 'reservations', 'saga', 'update', 'reservations'] as const),
    { q: { ...byId, revision: 2 }, u: { $set: {}, $push: { outbox: {} } } },
  ],
  ['a booking that is driven', 'reservations', 'saga', 'query', 'reservations', { filter: byId }],
  ['bookings that there is news of', 'reservations', 'consumers', 'query', 'reservations', { filter: ids }],
  [
    ...(['a booking that is watched', 'reservations', 'watching', 'query', 'reservations'] as const),
    { filter: ids, projection: { outbox: 0 } },
  ],
  ['a version that is watched', 'reservations', 'watching', 'query', 'events', { filter: ids }],
  ['what waits in outboxes', 'orders', 'relay', 'query', 'orders', { filter: { 'outbox.at': {} } }],
  ['what was published', 'orders', 'relay', 'update', 'orders', { q: byId, u: { $pull: { outbox: {} } } }],
  ['flights that changed', 'reservations', 'relay', 'query', 'flights', { filter: { unpublished: true } }],
  ['the version of a flight', 'reservations', 'relay', 'update', 'flights', { q: { ...byId, version: 1 } }],
  ['the log', 'orders', 'relay', 'insert', 'events', {}],
  ['the sweeper', 'reservations', 'background', 'query', 'reservations', { filter: { wakeAt: {} } }],
  ['a lease', 'users', 'background', 'update', 'relay_leases', { q: byId }],
  [
    ...(['the provider of payments', 'orders', 'payment', 'command', 'sandbox_payments'] as const),
    { findAndModify: 'sandbox_payments', query: byId },
  ],
];

describe('who asked for an operation', () => {
  it.each(cases)('is told from its shape: %s', (_, owner, asker, op, collection, command) => {
    const profiled: Profiled = { op, ns: `wayfare.${collection}`, command: { ...command } };
    expect(kindOf(owner, profiled)).toMatchObject({ asker, collection: `${owner}.${collection}` });
  });

  it('goes with what it does, and whether that writes', () => {
    const doing = (op: string, command: object) =>
      kindOf('orders', { op, ns: 'wayfare.orders', command: { ...command } });
    expect(doing('query', { find: 'orders' })).toMatchObject({ operation: 'find', writes: false });
    expect(doing('command', { aggregate: 'orders' })).toMatchObject({
      operation: 'aggregate',
      writes: false,
    });
    expect(doing('command', { findAndModify: 'orders' })).toMatchObject({ writes: true });
    expect(doing('remove', { q: {} })).toMatchObject({ operation: 'remove', writes: true });
  });
});
