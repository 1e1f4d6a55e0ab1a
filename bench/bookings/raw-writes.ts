import { BSON, MongoClient } from 'mongodb';
import { uniqueDatabase } from '../../tests/kit/stores.ts';
import { rounded } from '../statistics.ts';
import type { World } from './world.ts';

/** The rate of single-document writes by the plain driver. */
export interface RawWrites {
  clients: number;
  writes: number;
  seconds: number;
  writesPerSecond: number;
  /** The size of a completed reservation, which is copied. */
  documentBytes: number;
}

interface Row {
  _id: string | number;
  revision: number;
}

/**
 * Writes single documents on the same server with the same (default) write concern: inserts copies of a reservation and
 * updates them under a guard. Each client waits for a write before the next. The collection has no index except `_id`.
 * @param insertsOfAll the fraction of inserts, as in bookings
 */
export async function measureRawWrites(
  { stack, databases }: World,
  clients: number,
  writes: number,
  insertsOfAll: number,
): Promise<RawWrites> {
  const reservation = await databases.reservations
    .collection<Row>('reservations')
    .findOne({ status: 'COMPLETED' } as never);
  if (reservation === null) throw new Error('expected a completed reservation to copy');
  const client = new MongoClient(stack.mongoUrl, { maxPoolSize: clients, minPoolSize: clients });
  const database = client.db(uniqueDatabase('wayfare_raw'));
  try {
    const rows = database.collection<Row>('writes');
    const revisions = new Map<number, number>();
    const insert = (id: number) => rows.insertOne({ ...reservation, _id: id, revision: 1 });
    // Gives each chain its first document, and opens the connections of the pool.
    for (let chain = 0; chain < clients; chain += 1) {
      await insert(-chain - 1);
      revisions.set(-chain - 1, 1);
    }
    let next = 0;
    let inserted = 0;
    const chain = async (own: number) => {
      let at = own;
      for (;;) {
        const write = next;
        if (write >= writes) return;
        next += 1;
        if (inserted < (write + 1) * insertsOfAll) {
          inserted += 1;
          at = write;
          await insert(at);
          revisions.set(at, 1);
          continue;
        }
        const revision = revisions.get(at) ?? 0;
        const { modifiedCount } = await rows.updateOne(
          { _id: at, revision },
          { $set: { revision: revision + 1, updatedAt: new Date() } },
        );
        if (modifiedCount !== 1) throw new Error(`expected to update ${at} at revision ${revision}`);
        revisions.set(at, revision + 1);
      }
    };
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: clients }, (_, at) => chain(-at - 1)));
    const seconds = (performance.now() - startedAt) / 1_000;
    return {
      ...{ clients, writes, seconds: rounded(seconds, 3) },
      writesPerSecond: rounded(writes / seconds, 0),
      documentBytes: BSON.calculateObjectSize(reservation),
    };
  } finally {
    await database.dropDatabase();
    await client.close();
  }
}
