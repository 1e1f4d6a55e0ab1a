import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLogger } from '../../../platform/log.ts';
import type { CloudEvent } from '../../../platform/events/cloud-event.ts';
import { eventually } from '../../kit/eventually.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import { startEventLogWorld, gate, idsOf, stream } from './event-log-world.ts';
import type { EventLogWorld } from './event-log-world.ts';

let stores: Stores;
let world: EventLogWorld;
let batches: string[][];
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());
beforeEach(async () => {
  world = await startEventLogWorld(stores);
  batches = [];
});
afterEach(() => world.close());

const note = (events: readonly CloudEvent[]) => {
  batches.push(idsOf(events));
  return Promise.resolve();
};

/** Puts events into the stream as a relay would. */
async function add(...ids: readonly string[]): Promise<void> {
  const pipeline = world.redis.pipeline();
  for (const id of ids) pipeline.xadd(stream, '*', 'event', eventOf(id));
  await pipeline.exec();
}

function eventOf(subject: string, type = 'parcel.moved'): string {
  return JSON.stringify({
    specversion: '1.0',
    ...{ id: `${subject}@1`, source: '/subgraphs/parcels', type, subject, version: 1 },
    time: '2026-11-21T00:00:00.000Z',
    datacontenttype: 'application/json',
    data: { id: subject },
  } satisfies CloudEvent);
}

const pending = async () => (await world.redis.xpending(stream, 'readers'))[0];
const nothingPending = () =>
  eventually(async () => {
    expect(await pending()).toBe(0);
  });
const applied = (...ids: string[]) =>
  eventually(() => {
    expect(batches.flat()).toEqual(ids);
  });

describe('consumer', () => {
  it('applies events in order in batches of at most 100, and acknowledges them', async () => {
    const ids = Array.from({ length: 250 }, (_, at) => `p${at}`);
    await add(...ids);

    await world.consumer({ apply: note });

    await applied(...ids.map((id) => `${id}@1`));
    expect(batches.map(({ length }) => length)).toEqual([100, 100, 50]);
    await nothingPending();
  });

  it('skips unwanted and unknown event types, and logs each type once', async () => {
    for (const type of ['parcel.painted', 'parcel.teleported', 'parcel.painted']) {
      await world.redis.xadd(stream, '*', 'event', eventOf('a', type));
    }
    await add('b');
    const logged: string[] = [];
    const logger = createLogger('parcels', 'info', { write: (line) => void logged.push(line) });

    await world.consumer({ apply: note, types: ['parcel.moved'], logger });

    await applied('b@1');
    await nothingPending();
    const named = logged.filter((line) => line.includes('skipped'));
    expect(named.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
      ...['parcel.painted', 'parcel.teleported'],
    ]);
    expect(await world.metrics.getSingleMetricAsString('events_passed_over_total')).toMatch(
      /group="readers".*\} 3/,
    );
  });

  it('waits for a stream that does not exist yet', async () => {
    await world.consumer({ apply: note });
    await add('a');

    await applied('a@1');
  });

  it('shares events with the other members of its group', async () => {
    const options = { apply: note, batchSize: 3 };
    await Promise.all([world.consumer(options), world.consumer(options)]);
    const ids = Array.from({ length: 60 }, (_, at) => `p${at}`);
    await add(...ids);

    await eventually(() => {
      expect(batches.flat()).toHaveLength(60);
    });
    expect(new Set(batches.flat()).size).toBe(60);
  });

  it('claims the pending entries of a dead consumer', async () => {
    await add('a', 'b');
    await world.redis.xgroup('CREATE', stream, 'readers', '0');
    await world.redis.xreadgroup('GROUP', 'readers', 'dead', 'COUNT', 10, 'STREAMS', stream, '>');

    await world.consumer({ apply: note, claimAfterMs: 50 });

    await applied('a@1', 'b@1');
    await nothingPending();
  });

  it('stream_lag: counts the unacknowledged events of its group', async () => {
    await add('a');
    const consumer = await world.consumer({ apply: note });
    await applied('a@1');
    await nothingPending();
    expect(await world.metrics.getSingleMetricAsString('stream_lag')).toMatch(/group="readers".*\} 0\n?$/);
    await consumer.close();

    const done = gate();
    const stuck = await world.consumer({ apply: () => done.opened });
    await add('b');
    await eventually(async () => {
      expect(await world.metrics.getSingleMetricAsString('stream_lag')).toMatch(/group="readers".*\} 1\n?$/);
    });
    done.open();
    await stuck.close();
  });
});

describe('dead-lettering an event', () => {
  const failOn =
    (id: string, error: () => Error) =>
    async (events: readonly CloudEvent[]): Promise<void> => {
      if (idsOf(events).includes(id)) {
        if (events.length === 1) batches.push([`tried ${id}`]);
        throw error();
      }
      await note(events);
    };
  const deadLetters = async () => {
    const entries = await world.redis.xrange('wayfare:dead-letters:readers', '-', '+');
    return entries.map(([, fields]) =>
      Object.fromEntries(fields.flatMap((name, at) => (at % 2 === 0 ? [[name, fields[at + 1]]] : []))),
    );
  };

  it('after five failed deliveries it becomes a dead letter with the reason; other events proceed', async () => {
    await add('a', 'poison', 'b');

    await world.consumer({
      apply: failOn('poison@1', () => new Error('unknown street')),
      retryDelayMs: () => 5,
    });

    await eventually(async () => {
      expect(await deadLetters()).toMatchObject([
        { source: 'parcels', reason: 'Error: unknown street', deliveries: '5', event: eventOf('poison') },
      ]);
    });
    expect(batches.flat().filter((one) => one.startsWith('tried'))).toHaveLength(5);
    expect(batches.flat().filter((one) => !one.startsWith('tried'))).toEqual(['a@1', 'b@1']);
    await nothingPending();
    expect(await world.metrics.getSingleMetricAsString('dead_letters_total')).toMatch(
      /group="readers".*\} 1/,
    );
  });

  it('an unreadable entry becomes a dead letter at once', async () => {
    await world.redis.xadd(stream, '*', 'event', '{"id":"nonsense"}');
    await world.redis.xadd(stream, '*', 'event', 'nonsense');
    await add('a');

    await world.consumer({ apply: note });

    await applied('a@1');
    const [first, second] = await deadLetters();
    expect(first).toMatchObject({ event: '{"id":"nonsense"}', deliveries: '1' });
    expect(first?.['reason']).toContain('specversion');
    expect(second?.['reason']).toContain('SyntaxError');
    await nothingPending();
  });

  it('an event of a newer format becomes a dead letter at once, complete for a replay after the upgrade', async () => {
    const fromTheFuture = eventOf('a').replace('"specversion":"1.0"', '"specversion":"2.0"');
    await world.redis.xadd(stream, '*', 'event', fromTheFuture);
    await add('b');
    const logged: string[] = [];
    const logger = createLogger('parcels', 'info', { write: (line) => void logged.push(line) });

    await world.consumer({ apply: note, logger });

    await applied('b@1');
    const [letter] = await deadLetters();
    expect(letter).toMatchObject({ event: fromTheFuture, deliveries: '1' });
    expect(letter?.['reason']).toBe('✖ expected 1.0, got "2.0"\n  → at specversion');
    await nothingPending();
    const lines = logged.map((line) => JSON.parse(line) as object);
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'a@1', type: 'parcel.moved', reason: letter?.['reason'] }),
    );
  });

  it('an event with invalid data becomes a dead letter at once', async () => {
    await add('a', 'b');

    await world.consumer({
      apply: failOn('a@1', () => z.object({ street: z.string() }).safeParse({}).error ?? new Error()),
    });

    await eventually(async () => {
      expect(await deadLetters()).toMatchObject([{ deliveries: '1', event: eventOf('a') }]);
    });
    await applied('tried a@1', 'b@1');
  });
});
