import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { OutboxEntry } from './cloud-event.ts';

/** An event that is not published yet. */
export interface PendingEvent {
  /** What happened, in the past tense: `order.paid`. */
  type: string;
  /** The entity's id. */
  subject: string;
  /** The entity's version that came of it. */
  version: number;
  at: Date;
  /** The entity at that version, without secrets. */
  data: unknown;
}

/** An event that has been published: it is in the event log and in the stream. */
export interface PublishedEvent extends PendingEvent {
  /**
   * False where the log had an event of that subject and version already, which stands, with the data it has.
   * A source that makes up events as it is asked must then publish what it gave as the next version.
   */
  asGiven: boolean;
}

/** Where a relay finds the events of one kind of entity. Every method may be repeated, by any process. */
export interface OutboxSource {
  /** Up to `limit` unpublished events, the longest waiting first, and those of one subject in the order of versions. */
  pending(limit: number): Promise<PendingEvent[]>;
  /** Called once they are in the event log and in the stream: they are not to be given as pending again. */
  published(events: readonly PublishedEvent[]): Promise<void>;
}

interface WithOutbox {
  _id: string;
  outbox: OutboxEntry[];
}

/** The path that a schema of aggregates with an outbox needs. Its entries are typed by the document's own interface. */
export const outboxFields: { outbox: never } = {
  outbox: { type: [Schema.Types.Mixed], required: true } as never,
};

// No sort is asked for: along an index of an array, MongoDB would sort the whole backlog for every batch
// (https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/, "sort operations"). A range over the
// one index that serves it comes in that index's order, which is that of their oldest events.
const waiting = { 'outbox.at': { $gte: new Date(0) } };
const notEmpty = { 'outbox.at': { $exists: true } };

/** Declares the index that finds the documents with unpublished events; it holds no others. */
export function outboxIndex(schema: {
  index(fields: { 'outbox.at': 1 }, options: { partialFilterExpression: typeof notEmpty }): unknown;
}): void {
  schema.index({ 'outbox.at': 1 }, { partialFilterExpression: notEmpty });
}

/**
 * The events in the `outbox` arrays of a collection's documents, whose `_id` is the entity's public id.
 * @param options.model a model with `outboxFields` and `outboxIndex`
 */
export function createOutboxSource({
  model,
}: {
  model: { readonly db: Connection; readonly collection: { readonly collectionName: string } };
}): OutboxSource {
  const documents = model.db.collection<WithOutbox>(model.collection.collectionName);
  return {
    async pending(limit) {
      const found = await documents.find(waiting, { projection: { outbox: 1 }, limit }).toArray();
      const events = found.flatMap(({ _id: subject, outbox }) =>
        outbox.map(({ type, version, at, data }): PendingEvent => ({ type, subject, version, at, data })),
      );
      return events.slice(0, limit);
    },
    async published(events) {
      const bySubject = new Map<string, number[]>();
      for (const { subject, version } of events) {
        bySubject.set(subject, [...(bySubject.get(subject) ?? []), version]);
      }
      const pulls = [...bySubject].map(([_id, versions]) => ({
        updateOne: { filter: { _id }, update: { $pull: { outbox: { version: { $in: versions } } } } },
      }));
      await documents.bulkWrite(pulls, { ordered: false });
    },
  };
}
