import { describe, expect, it } from 'vitest';
import { kindOf } from './operation-kinds.ts';
import type { Requester, ProfiledOperation } from './operation-kinds.ts';
import type { DatabaseOwner } from './world.ts';

type Case = [
  what: string,
  owner: DatabaseOwner,
  asker: Requester,
  op: string,
  collection: string,
  command: object,
];

const ids = { _id: { $in: ['a'] } };
const byId = { _id: 'a' };
const cases: Case[] = [
  ['the room types of a quote', 'reservations', 'quoteTrip', 'query', 'roomTypes', { filter: ids }],
  ['the nights of a quote', 'reservations', 'quoteTrip', 'query', 'roomMonths', { filter: ids }],
  ['an inserted quote', 'reservations', 'quoteTrip', 'insert', 'quotes', {}],
  ['the claim of a quote', 'reservations', 'saga', 'update', 'quotes', { q: byId, u: { $set: {} } }],
  [
    ...(['a hold, which removes old tombstones', 'reservations', 'saga', 'update', 'flights'] as const),
    { q: { ...byId, 'tombstones.key': {} }, u: { $inc: {}, $pull: { tombstones: {} } } },
  ],
  [
    ...(['a record of the saga', 'reservations', 'saga', 'update', 'reservations'] as const),
    { q: { ...byId, revision: 2 }, u: { $set: {}, $push: { outbox: {} } } },
  ],
  ['the saga reading its booking', 'reservations', 'saga', 'query', 'reservations', { filter: byId }],
  ['a consumer reading bookings', 'reservations', 'consumers', 'query', 'reservations', { filter: ids }],
  [
    ...(['a subscription to a booking', 'reservations', 'watching', 'query', 'reservations'] as const),
    { filter: ids, projection: { outbox: 0 } },
  ],
  ['a subscription to a version', 'reservations', 'watching', 'query', 'events', { filter: ids }],
  ['the relay reading outboxes', 'orders', 'relay', 'query', 'orders', { filter: { 'outbox.at': {} } }],
  [
    'the relay emptying outboxes',
    'orders',
    'relay',
    'update',
    'orders',
    { q: byId, u: { $pull: { outbox: {} } } },
  ],
  [
    'the relay reading changed flights',
    'reservations',
    'relay',
    'query',
    'flights',
    { filter: { unpublished: true } },
  ],
  [
    'the relay marking a flight as published',
    'reservations',
    'relay',
    'update',
    'flights',
    { q: { ...byId, version: 1 } },
  ],
  ['the event log', 'orders', 'relay', 'insert', 'events', {}],
  ['the sweeper', 'reservations', 'background', 'query', 'reservations', { filter: { wakeAt: {} } }],
  ['a lease', 'users', 'background', 'update', 'relay_leases', { q: byId }],
  [
    ...(['the sandbox payment provider', 'orders', 'payment', 'command', 'sandbox_payments'] as const),
    { findAndModify: 'sandbox_payments', query: byId },
  ],
];

describe('kindOf', () => {
  it.each(cases)('recognizes the requester: %s', (_, owner, asker, op, collection, command) => {
    const profiled: ProfiledOperation = { op, ns: `wayfare.${collection}`, command: { ...command } };
    expect(kindOf(owner, profiled)).toMatchObject({ asker, collection: `${owner}.${collection}` });
  });

  it('names the operation, and tells writes from reads', () => {
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
