import { Schema } from 'mongoose';
import type { Connection } from 'mongoose';
import type { OutboxEntry } from './cloud-event.ts';

export interface PendingEvent {
  type: string;
  subject: string;
  version: number;
  at: Date;
  data: unknown;
}

export interface PublishedEvent extends PendingEvent {
  /**
   * False if the log already had an event of that subject and version, which stays. A source that computes events on
   * demand must then publish its data under the next version.
   */
  asGiven: boolean;
}

/** The relay's source of unpublished events. Any process may repeat any method. */
export interface OutboxSource {
  /** The oldest events first; events of a subject by version. */
  pending(limit: number): Promise<PendingEvent[]>;
  /** `pending` must not return them again. */
  published(events: readonly PublishedEvent[]): Promise<void>;
}

interface WithOutbox {
  _id: string;
  outbox: OutboxEntry[];
}

/** The document's own interface types its entries. */
export const outboxFields: { outbox: never } = {
  outbox: { type: [Schema.Types.Mixed], required: true } as never,
};

// Without bounds on the dates: otherwise MongoDB would sort the whole backlog in memory for each batch, because the
// index is multikey (https://www.mongodb.com/docs/manual/tutorial/sort-results-with-indexes/).
const notEmpty = { 'outbox.at': { $exists: true } };
const oldestFirst = { 'outbox.at': 1 } as const;

/** Partial: only documents with unpublished events. */
export function outboxIndex(schema: {
  index(fields: { 'outbox.at': 1 }, options: { partialFilterExpression: typeof notEmpty }): unknown;
}): void {
  schema.index(oldestFirst, { partialFilterExpression: notEmpty });
}

/**
 * Reads the `outbox` arrays of a collection whose `_id` is the entity's id.
 * @param options.model has `outboxFields` and `outboxIndex`
 */
export function createOutboxSource({
  model,
}: {
  model: { readonly db: Connection; readonly collection: { readonly collectionName: string } };
}): OutboxSource {
  const documents = model.db.collection<WithOutbox>(model.collection.collectionName);
  return {
    async pending(limit) {
      const found = await documents
        .find(notEmpty, { projection: { outbox: 1 }, sort: oldestFirst, limit })
        .toArray();
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
