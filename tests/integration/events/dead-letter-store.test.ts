import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../platform/clock.ts';
import { deadLettersOf } from '../../../platform/events/channels.ts';
import type { CloudEvent } from '../../../platform/events/cloud-event.ts';
import { createDeadLetterStreams } from '../../../platform/events/dead-letters/dead-letter-streams.ts';
import type { DeadLetterStreams } from '../../../platform/events/dead-letters/dead-letter-streams.ts';
import {
  deadLetterModel,
  createDeadLetterStore,
} from '../../../platform/events/dead-letters/dead-letter-store.ts';
import { eventually } from '../../kit/eventually.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import { startEventLogWorld, idsOf, source, stream } from './event-log-world.ts';
import type { EventLogWorld } from './event-log-world.ts';

let stores: Stores;
let world: EventLogWorld;
let letters: DeadLetterStreams;
let applied: string[];
/** True while the reader rejects each batch that contains an event of `poison`. */
let broken: boolean;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());
beforeEach(async () => {
  world = await startEventLogWorld(stores);
  letters = createDeadLetterStreams(world.redis);
  [applied, broken] = [[], true];
  await world.relay();
  await consume();
  for (const id of ['poison', 'a']) await world.move(id);
  await listed(['1-1', 0]);
  await eventually(() => {
    expect(applied).toEqual(['a@1']);
  });
});
afterEach(() => world.close());

const consume = () =>
  world.consumer({
    ...{ claimAfterMs: 50, maxDeliveries: 1 },
    apply(events: readonly CloudEvent[]) {
      if (broken && idsOf(events).includes('poison@1')) return Promise.reject(new Error('unknown street'));
      applied.push(...idsOf(events));
      return Promise.resolve();
    },
  });

/** Waits until the dead letters have these places and numbers of replays. */
const listed = (...expected: [entry: string, replays: number][]) =>
  eventually(async () => {
    const list = await letters.list({});
    expect(list.map(({ entry, replays }) => [entry, replays])).toEqual(expected);
    return list;
  });
const kept = () => deadLetterModel(world.connection).countDocuments();
const nothingKept = () =>
  eventually(async () => {
    expect(await kept()).toBe(0);
  });

/** The log forgets the event, as it does after seven days. */
const forgotten = () => world.events.deleteOne({ _id: 'poison@1' });

/** Redis loses everything; waits until it is filled again, and the group has come to its end. */
async function lose(): Promise<void> {
  const before = applied.length;
  await world.redis.flushall();
  await eventually(() => {
    expect(applied.slice(before)).toContain('a@1');
  });
}

describe('dead-letter store: the event has left the log', () => {
  it('restores a dead letter with its reason after Redis data loss, until it is applied', async () => {
    await forgotten();
    await lose();
    const [letter] = await listed(['1-1', 0]);
    expect(letter).toMatchObject({ source: 'parcels', group: 'readers', reason: 'Error: unknown street' });
    broken = false;
    await letters.replay(await letters.list({}));
    await eventually(() => {
      expect(applied).toContain('poison@1');
    });
    await nothingKept();
    expect(await letters.list({})).toEqual([]);
  });

  it('restores a dead letter once after repeated data loss', async () => {
    await forgotten();
    for (const _ of [1, 2, 3]) await lose();
    await listed(['1-1', 0]);
    await world.stopConsumers();
    await world.redis.del(deadLettersOf('readers'));
    const consumers = Array.from({ length: 5 }, () =>
      createDeadLetterStore({
        connection: world.connection,
        redis: world.redis,
        group: 'readers',
        source,
        clock: systemClock,
      }),
    );
    await Promise.all(consumers.map((each) => each.restore()));
    await Promise.all(consumers.map((each) => each.restore()));
    expect(await letters.list({})).toHaveLength(1);
    expect(await kept()).toBe(1);
  });

  it('restores a dead letter that was waiting for its replay', async () => {
    await forgotten();
    await world.stopConsumers();
    await letters.replay(await letters.list({}));
    expect(await letters.list({})).toEqual([]);
    await world.redis.flushall();
    await consume();
    await listed(['1-1', 0]);
  });

  it('does not restore a dropped dead letter', async () => {
    await forgotten();
    await letters.drop(await letters.list({}));
    await nothingKept();
    await lose();
    expect(await letters.list({})).toEqual([]);
    expect(applied).not.toContain('poison@1');
  });
});

describe('dead-letter store: the event is still in the log', () => {
  it('restores a dead letter that exceeded the maximum in Redis', async () => {
    await eventually(async () => {
      expect(await world.redis.exists('wayfare:dead-letters-since:readers:parcels')).toBe(1);
    });
    // As trimming does.
    await world.redis.xtrim(deadLettersOf('readers'), 'MAXLEN', 0);
    await listed(['1-1', 0]);
  });

  it('after Redis data loss the event fails again, and has one dead letter', async () => {
    await lose();
    await listed(['1-1', 0]);
    expect(await kept()).toBe(1);
  });

  it('deletes a dead letter whose event came again and was applied', async () => {
    broken = false;
    await lose();
    expect(applied).toContain('poison@1');
    await nothingKept();
    expect(await letters.list({})).toEqual([]);
  });
});

it('dead-letter store: keeps an unreadable entry as it was found', async () => {
  const foreign = await world.redis.xadd(stream, '*', 'event', 'nonsense');
  await listed(['1-1', 0], [foreign ?? '', 0]);
  await lose();
  const list = await eventually(async () => {
    const found = await letters.list({});
    expect(found.map(({ entry }) => entry).toSorted()).toEqual(['1-1', foreign]);
    return found;
  });
  expect(list.find(({ entry }) => entry === foreign)).toMatchObject({ event: 'nonsense' });
});
