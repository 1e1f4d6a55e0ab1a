import type { Connection } from 'mongoose';

/** An entry of MongoDB's profiler. */
export interface ProfiledOperation {
  op: string;
  collection: string;
  docsExamined: number;
  nreturned: number;
}

interface ProfilerEntry extends Partial<Omit<ProfiledOperation, 'op'>> {
  op: string;
  ns: string;
  command: Record<string, unknown>;
}

/** Fields that only relays, sweepers and other background work query by. */
const background = /\b(outbox|unpublished|dueAt|wakeAt|endedAt|sessionsEndedAt)\b/;

/**
 * Runs some work and returns the operations that it caused on these collections, except relays and sweepers.
 * @see https://www.mongodb.com/docs/manual/reference/database-profiler/
 */
export async function profileOperations(
  { db }: Connection,
  collections: readonly string[],
  work: () => Promise<void>,
): Promise<ProfiledOperation[]> {
  if (db === undefined) throw new Error('The connection is not open.');
  const entries = db.collection<ProfilerEntry>('system.profile');
  const before = await entries.countDocuments();
  await db.command({ profile: 2 });
  try {
    await work();
  } finally {
    await db.command({ profile: 0 });
  }
  return (await entries.find().toArray())
    .slice(before)
    .filter(({ command }) => !background.test(JSON.stringify(command)))
    .map(({ op, ns, docsExamined = 0, nreturned = 0 }) => ({
      ...{ op, docsExamined, nreturned },
      collection: ns.slice(db.databaseName.length + 1),
    }))
    .filter(({ collection }) => collections.includes(collection));
}
