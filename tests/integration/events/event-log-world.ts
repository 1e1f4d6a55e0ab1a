import { Redis } from 'ioredis';
import mongoose, { Schema } from 'mongoose';
import type { Connection, Model } from 'mongoose';
import { streamOf } from '../../../platform/events/channels.ts';
import { parseCloudEvent } from '../../../platform/events/cloud-event.ts';
import type { CloudEvent, OutboxEntry } from '../../../platform/events/cloud-event.ts';
import { systemClock } from '../../../platform/clock.ts';
import { startConsumer } from '../../../platform/events/consumer.ts';
import type { Consumer, ConsumerOptions } from '../../../platform/events/consumer.ts';
import { eventModel } from '../../../platform/events/event-log.ts';
import type { StoredEvent } from '../../../platform/events/event-log.ts';
import { outboxFields, outboxIndex, createOutboxSource } from '../../../platform/events/outbox-source.ts';
import type { OutboxSource } from '../../../platform/events/outbox-source.ts';
import { startRelay } from '../../../platform/events/relay.ts';
import type { Relay, RelayOptions } from '../../../platform/events/relay.ts';
import { createLogger } from '../../../platform/log.ts';
import { createMetrics } from '../../../platform/metrics.ts';
import type { Registry } from '../../../platform/metrics.ts';
import { prepareModels } from '../../../platform/stores/prepare-models.ts';
import { uniqueDatabase } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';

/** The name of the subgraph under test. */
export const source = 'parcels';
export const stream = streamOf(source);

interface Parcel {
  _id: string;
  version: number;
  outbox: OutboxEntry[];
}

/** A database of parcels with outboxes, and an empty Redis. */
export interface EventLogWorld {
  connection: Connection;
  redis: Redis;
  parcels: OutboxSource;
  events: Model<StoredEvent>;
  metrics: Registry;
  /** The names of the MongoDB commands so far. */
  commands: string[];
  /** Creates a parcel or raises its version, with the event in its outbox. */
  move(id: string): Promise<void>;
  /** The ids of unpublished events. */
  waiting(): Promise<string[]>;
  relay(options?: Partial<RelayOptions>): Promise<Relay>;
  consumer(options: Partial<ConsumerOptions> & Pick<ConsumerOptions, 'apply'>): Promise<Consumer>;
  /** Closes all consumers. */
  stopConsumers(): Promise<void>;
  /** The events of the stream, in order. */
  streamed(): Promise<CloudEvent[]>;
  /** The positions of the event log, in order. */
  positions(): Promise<string[]>;
  close(): Promise<void>;
}

const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;

export async function startEventLogWorld(stores: Stores): Promise<EventLogWorld> {
  const connection = await mongoose
    .createConnection(stores.mongoUrl, {
      dbName: uniqueDatabase('wayfare_parcels'),
      monitorCommands: true,
      autoIndex: false,
      autoCreate: false,
      bufferCommands: false,
    })
    .asPromise();
  const commands: string[] = [];
  connection.getClient().on('commandStarted', ({ commandName }) => commands.push(commandName));
  const schema = new Schema<Parcel>(
    { _id: text, version: number, ...outboxFields },
    { collection: 'parcels', versionKey: false },
  );
  outboxIndex(schema);
  const model = connection.model<Parcel>('Parcel', schema);
  const events = eventModel(connection);
  await prepareModels(connection);
  const redis = new Redis(stores.redisUrl);
  await redis.flushall();
  const parcels = createOutboxSource({ model });
  const logger = createLogger('parcels', 'silent');
  const metrics = createMetrics('parcels');
  const started: { close(): Promise<void> }[] = [];
  const consumers: Consumer[] = [];

  return {
    ...{ connection, redis, parcels, events, metrics, commands },
    async move(id) {
      const now = new Date();
      const found = await model.findById(id, { version: 1 }).lean();
      const version = (found?.version ?? 0) + 1;
      const entry: OutboxEntry = {
        type: 'parcel.moved',
        version,
        at: now,
        data: { id, version, movedAt: now },
      };
      await model.updateOne({ _id: id }, { $set: { version }, $push: { outbox: entry } }, { upsert: true });
    },
    async waiting() {
      const pending = await parcels.pending(10_000);
      return pending.map(({ subject, version }) => `${subject}@${version}`);
    },
    async relay(options = {}) {
      const relay = await startRelay({
        ...{ source, connection, sources: [parcels], redisUrl: stores.redisUrl, logger },
        channelsOf: ({ subject }) => [`Parcel:${subject}`],
        metrics: createMetrics('relay'),
        clock: systemClock,
        pollMs: 50,
        ...options,
      });
      started.push(relay);
      return relay;
    },
    async consumer(options) {
      const consumer = await startConsumer({
        ...{ group: 'readers', source, redisUrl: stores.redisUrl, connection, logger, metrics },
        clock: systemClock,
        ...options,
      });
      consumers.push(consumer);
      return consumer;
    },
    async stopConsumers() {
      await Promise.all(consumers.splice(0).map((one) => one.close()));
    },
    async streamed() {
      const entries = await redis.xrange(stream, '-', '+');
      return entries.map(([, [, json = '']]) => parseCloudEvent(json));
    },
    async positions() {
      const rows = await events.find({}, { n: 1, epoch: 1 }).sort({ n: 1 }).lean().exec();
      return rows.map(({ epoch, n }) => `${epoch}-${n}`);
    },
    async close() {
      await Promise.all([...started, ...consumers].map((one) => one.close()));
      redis.disconnect();
      await connection.close();
    },
  };
}

export function idsOf(events: readonly { id: string }[]): string[] {
  return events.map(({ id }) => id);
}

/** A promise and the function that resolves it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
