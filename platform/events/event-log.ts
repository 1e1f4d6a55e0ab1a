import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { CloudEvent } from './cloud-event.ts';
import type { Position } from './position.ts';

/** How long events are kept, in seconds: as long a consumer, or a subscriber, may be away. */
const retentionSeconds = 7 * 24 * 60 * 60;

/** An event as it is stored in `events`, the log of a subgraph. */
export interface StoredEvent extends Position {
  /** `<subject>@<version>` */
  _id: string;
  type: string;
  subject: string;
  version: number;
  /** `/subgraphs/<name>` */
  source: string;
  /** When it happened. */
  time: Date;
  /** When it was written here. */
  recordedAt: Date;
  /** The entity at that version, as its owner gave it. */
  data: unknown;
}

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const instant = { type: Date, required: true } as const;

/** The collection of a subgraph's events, on its connection. */
export function eventModel(connection: Connection): Model<StoredEvent> {
  const known = connection.models['StoredEvent'];
  if (known !== undefined) return known as Model<StoredEvent>;
  const schema = new Schema<StoredEvent>(
    {
      _id: text,
      n: number,
      epoch: number,
      type: text,
      subject: text,
      version: number,
      source: text,
      time: instant,
      recordedAt: instant,
      data: Schema.Types.Mixed,
    },
    { collection: 'events', versionKey: false, minimize: false },
  );
  // One sequence: of two relays that write the same place in it, one is refused.
  schema.index({ n: 1 }, { unique: true });
  schema.index({ recordedAt: 1 }, { expireAfterSeconds: retentionSeconds });
  return connection.model<StoredEvent>('StoredEvent', schema);
}

/** What a subgraph's resolvers read of its events. */
export interface EventLog {
  /**
   * The events of the given ids (`<subject>@<version>`, which are also snapshot keys), in one query.
   * Ids that are unknown, or older than 7 days, are left out. Instants in `data` are `Date`s, as their owner gave them.
   */
  snapshots(ids: readonly string[]): Promise<Map<string, CloudEvent>>;
}

/** The events that a subgraph's relay has written to its database. */
export function createEventLog(connection: Connection): EventLog {
  const events = eventModel(connection);
  return {
    async snapshots(ids) {
      const found = await events
        .find({ _id: { $in: [...ids] } })
        .lean<StoredEvent[]>()
        .exec();
      return new Map(found.map((stored) => [stored._id, toCloudEvent(stored)]));
    },
  };
}

/** A stored event in the form in which it travels. */
export function toCloudEvent(stored: Omit<StoredEvent, 'n' | 'epoch' | 'recordedAt'>): CloudEvent {
  const { _id: id, source, type, subject, version, time, data } = stored;
  return {
    specversion: '1.0',
    ...{ id, source, type, subject },
    time: time.toISOString(),
    datacontenttype: 'application/json',
    ...{ version, data },
  };
}
