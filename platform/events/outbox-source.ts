import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { OutboxEntry } from './cloud-event.ts';

/** An unpublished event. */
export interface PendingEvent {
  /** In the past tense: `order.paid`. */
  type: string;
  /** The entity's id. */
  subject: string;
  /** The entity's version after the change. */
  version: number;
  at: Date;
  /** The entity at that version, without secrets. */
  data: unknown;
}

/** An event that is in the event log and in the stream. */
export interface PublishedEvent extends PendingEvent {
  /**
   * False where the log already had an event of that subject and version: that event stays. A source that computes its
   * events on demand must then publish its data under the next version.
   */
  asGiven: boolean;
}

/** The unpublished events of one entity type. Every method may be repeated, by any process. */
export interface OutboxSource {
  /** Up to `limit` unpublished events, the oldest first; events of one subject in the order of versions. */
  pending(limit: number): Promise<PendingEvent[]>;
  /** Marks events as published: `pending` must not return them again. */
  published(events: readonly PublishedEvent[]): Promise<void>;
}

interface WithOutbox {
  _id: string;
  outbox: OutboxEntry[];
}

/** The schema path of an outbox. The document's own interface types its entries. */
export const outboxFields: { outbox: never } = {
  outbox: { type: [Schema.Types.Mixed], required: true } as never,
};

// Without a sort: with a multikey index, MongoDB would sort the whole backlog for each batch
// (https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/, "sort operations"). A range scan of the
// only matching index returns documents in its order: the oldest event first.
const waiting = { 'outbox.at': { $gte: new Date(0) } };
const notEmpty = { 'outbox.at': { $exists: true } };

/** Declares the partial index of documents with unpublished events. */
export function outboxIndex(schema: {
  index(fields: { 'outbox.at': 1 }, options: { partialFilterExpression: typeof notEmpty }): unknown;
}): void {
  schema.index({ 'outbox.at': 1 }, { partialFilterExpression: notEmpty });
}

/**
 * Reads the `outbox` arrays of a collection whose `_id` is the entity's public id.
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
