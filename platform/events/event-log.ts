import { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import type { CloudEvent } from './cloud-event.ts';
import type { Position } from './position.ts';

/** 7 days: the longest absence of a consumer or subscriber. */
const retentionSeconds = 7 * 24 * 60 * 60;

export interface StoredEvent extends Position {
  /** `<subject>@<version>` */
  _id: string;
  type: string;
  subject: string;
  version: number;
  /** `/subgraphs/<name>` */
  source: string;
  time: Date;
  recordedAt: Date;
  data: unknown;
}

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const instant = { type: Date, required: true } as const;

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
  // Fencing: when two relays write the same position, MongoDB refuses one.
  schema.index({ n: 1 }, { unique: true });
  schema.index({ recordedAt: 1 }, { expireAfterSeconds: retentionSeconds });
  return connection.model<StoredEvent>('StoredEvent', schema);
}

export interface EventLog {
  /**
   * Reads events by snapshot key in a single query. Omits unknown keys and events older than 7 days. Instants in `data`
   * are `Date`s.
   */
  snapshots(ids: readonly string[]): Promise<Map<string, CloudEvent>>;
}

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
