import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { kindOf } from './operation-kinds.ts';
import type { OperationKind, ProfiledOperation } from './operation-kinds.ts';
import type { DatabaseOwner, World } from './world.ts';

/** The number of operations of a kind. */
export interface OperationCount extends OperationKind {
  /** For inserts the number of documents, since a command may insert many; otherwise of operations. */
  count: number;
}

/** Marks the benchmark's own operations, which are not counted. */
const comment = 'bench';
const profileBytes = 64 * 1024 * 1024;
const drainedWithinMs = 30_000;

/**
 * Counts the store operations of some work, until all its events are published.
 * @see https://www.mongodb.com/docs/manual/reference/database-profiler/
 */
export async function countOperations(world: World, work: () => Promise<void>): Promise<OperationCount[]> {
  const databases = Object.entries(world.databases) as [DatabaseOwner, Connection][];
  const counters = await Promise.all(
    databases.map(([owner, connection]) => startCounting(owner, connection, world.store === 'embedded')),
  );
  await work();
  await untilPublished(world);
  return (await Promise.all(counters.map((finish) => finish()))).flat();
}

/** @returns a function that stops counting and gives the counts */
async function startCounting(owner: DatabaseOwner, connection: Connection, embedded: boolean) {
  const db = databaseOf(connection);
  const profile = db.collection<ProfiledOperation>('system.profile');
  await db.command({ profile: 0 });
  await profile.drop().catch(() => undefined);
  // The default of 1 MiB holds a few bookings only. The embedded MongoDB keeps 10,000 operations.
  if (!embedded) await db.createCollection('system.profile', { capped: true, size: profileBytes });
  const before = await documentCounts(connection);
  await db.command({ profile: 2 });

  return async (): Promise<OperationCount[]> => {
    await db.command({ profile: 0 });
    const seen = await profile.find({}, { projection: { op: 1, ns: 1, command: 1 } }).toArray();
    const counted = new Map<string, OperationCount>();
    for (const operation of seen) {
      const { command, ns } = operation;
      if (command['comment'] === comment || ns.endsWith('.system.profile') || 'profile' in command) continue;
      const kind = kindOf(owner, operation);
      const key = `${kind.collection} ${kind.operation} ${kind.asker}`;
      const counter = counted.get(key) ?? { ...kind, count: 0 };
      counter.count += 1;
      counted.set(key, counter);
    }
    const after = await documentCounts(connection);
    return Array.from(counted.values(), (counter) => {
      if (counter.operation !== 'insert') return counter;
      const name = counter.collection.slice(owner.length + 1);
      return { ...counter, count: (after.get(name) ?? 0) - (before.get(name) ?? 0) };
    });
  };
}

/** The number of documents of each collection. Collections with inserts have no removals. */
async function documentCounts(connection: Connection): Promise<Map<string, number>> {
  const db = databaseOf(connection);
  const collections = await db.listCollections({}, { nameOnly: true, comment }).toArray();
  const counts = new Map<string, number>();
  for (const { name } of collections) {
    if (name.startsWith('system.')) continue;
    counts.set(name, await db.collection(name).estimatedDocumentCount({ comment }));
  }
  return counts;
}

/** Waits until all outboxes are empty and all changed flights are published. */
export async function untilPublished({ databases }: World): Promise<void> {
  const { reservations, orders } = databases;
  const waiting = { 'outbox.at': { $exists: true } };
  const deadline = Date.now() + drainedWithinMs;
  for (;;) {
    const left = [
      await reservations.collection('reservations').findOne(waiting, { comment }),
      await orders.collection('orders').findOne(waiting, { comment }),
      await reservations.collection('flights').findOne({ unpublished: true }, { comment }),
    ];
    if (left.every((one) => one === null)) return;
    if (Date.now() > deadline) {
      throw new Error(`events not published within ${drainedWithinMs / 1_000} s: ${JSON.stringify(left)}`);
    }
    await delay(50);
  }
}

function databaseOf({ db }: Connection) {
  if (db === undefined) throw new Error('expected an open connection');
  return db;
}
