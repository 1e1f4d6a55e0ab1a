import type { Redis } from 'ioredis';
import type { Model } from 'mongoose';
import type { Clock } from '../clock.ts';
import { snapshotKey } from './snapshots.ts';
import type { Logger } from '../log.ts';
import { wakeChannel } from './channels.ts';
import type { CloudEvent, WakeUp } from './cloud-event.ts';
import { toCloudEvent } from './event-log.ts';
import type { StoredEvent } from './event-log.ts';
import type { HeldLease } from './lease.ts';
import { createLogWriter, LeaseLostError } from './log-writer.ts';
import type { UnplacedEvent } from './log-writer.ts';
import type { OutboxSource, PendingEvent } from './outbox-source.ts';
import { createEventStream } from './stream.ts';

/** What a relay does while it holds the lease, under one epoch. */
export interface LeaseSession {
  readonly epoch: number;
  /** The last place in the log that is known to have been taken. */
  lastPlace(): number;
  /** Makes sure that the stream has what the log has. */
  sync(): Promise<void>;
  /**
   * Moves a batch of each source's events into the log, to the stream, and off the source.
   * @returns whether there may be more
   * @throws LeaseLostError where another relay has taken its place
   */
  move(): Promise<boolean>;
  /** Drops from the stream what nobody needs any more. */
  trim(): Promise<void>;
  /** Something failed: the stream may be other than it was left. */
  forget(): void;
}

/** A moment in the moving of a batch at which a relay could die. */
export interface RelayPoint {
  stage: 'before-log' | 'after-log' | 'after-stream';
  events: readonly Pick<PendingEvent, 'type' | 'subject'>[];
}

/** @param options.stillHeld whether the lease is held under that epoch, asked before each write to the log */
export function createLeaseSession(options: {
  source: string;
  sources: readonly OutboxSource[];
  redis: Redis;
  events: Model<StoredEvent>;
  held: HeldLease;
  stillHeld: (epoch: number) => Promise<boolean>;
  wakeUpsOf: (event: CloudEvent) => readonly string[];
  clock: Clock;
  batchSize: number;
  logger: Logger;
  at?: ((point: RelayPoint) => Promise<void>) | undefined;
}): LeaseSession {
  const { source, sources, redis, events, held, stillHeld, wakeUpsOf, clock, batchSize, logger } = options;
  const at = options.at ?? (() => Promise.resolve());
  const { epoch } = held;
  const log = createLogWriter({ events, epoch, n: held.n });
  const stream = createEventStream({ redis, events, source, epoch, lastPlace: () => log.n, logger });

  function unplaced({ type, subject, version, at, data }: PendingEvent): UnplacedEvent {
    const _id = snapshotKey(subject, version);
    const from = `/subgraphs/${source}`;
    return { _id, type, subject, version, source: from, time: at, recordedAt: clock(), data };
  }

  async function wakeSubscriptions(moved: readonly UnplacedEvent[]): Promise<void> {
    const pipeline = redis.pipeline();
    for (const event of moved) {
      const { subject: id, version } = event;
      const message = JSON.stringify({ id, version } satisfies WakeUp);
      for (const name of wakeUpsOf(toCloudEvent(event))) pipeline.publish(wakeChannel(name), message);
    }
    const results = pipeline.length === 0 ? [] : ((await pipeline.exec()) ?? []);
    const failure = results.find(([error]) => error !== null)?.[0];
    if (failure) throw failure;
  }

  async function moveFrom(one: OutboxSource): Promise<boolean> {
    const pending = await one.pending(batchSize);
    if (pending.length === 0) return false;
    if (!(await stillHeld(epoch))) throw new LeaseLostError(`the lease of epoch ${epoch} is over`);
    const wanted = pending.map(unplaced);
    await at({ stage: 'before-log', events: pending });
    const written = await log.record(wanted);
    await at({ stage: 'after-log', events: pending });
    // Those that the log had already may be in the stream or not, and may lie before or after what was written.
    await stream.add(written.length === wanted.length ? written : []);
    await at({ stage: 'after-stream', events: pending });
    // Before they leave the source: a relay that ends here wakes them again, which a subscription does not mind,
    // because it knows the versions that it has sent.
    await wakeSubscriptions(wanted);
    const ids = new Set(written.map(({ _id }) => _id));
    await one.published(
      pending.map((event) => ({ ...event, asGiven: ids.has(snapshotKey(event.subject, event.version)) })),
    );
    return pending.length >= batchSize;
  }

  return {
    epoch,
    lastPlace: () => log.n,
    sync: () => stream.sync(),
    async move() {
      // One source that fails must not hold up the others.
      const results: PromiseSettledResult<boolean>[] = [];
      for (const one of sources) results.push(...(await Promise.allSettled([moveFrom(one)])));
      const failure = results.find((result) => result.status === 'rejected');
      if (failure !== undefined) throw failure.reason;
      return results.some((result) => result.status === 'fulfilled' && result.value);
    },
    trim: () => stream.trim(),
    forget() {
      stream.forget();
    },
  };
}
