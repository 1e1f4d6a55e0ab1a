import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDeadLetterStreams } from '../../../platform/events/dead-letters/dead-letter-streams.ts';
import type { CloudEvent } from '../../../platform/events/cloud-event.ts';
import { eventually } from '../../kit/eventually.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import { startEventLogWorld, idsOf } from './event-log-world.ts';
import type { EventLogWorld } from './event-log-world.ts';

let stores: Stores;
let world: EventLogWorld;
beforeAll(async () => {
  stores = await startStores();
});
afterAll(() => stores.close());
beforeEach(async () => {
  world = await startEventLogWorld(stores);
});
afterEach(() => world.close());

/** True while the reader rejects each batch that contains `poison@1`. */
let broken: boolean;
beforeEach(() => {
  broken = true;
});

function reader() {
  const applied: string[] = [];
  return {
    applied,
    apply: (events: readonly CloudEvent[]): Promise<void> => {
      if (broken && idsOf(events).includes('poison@1')) {
        return Promise.reject(new Error(`unknown street after ${applied.length} events`));
      }
      applied.push(...idsOf(events));
      return Promise.resolve();
    },
  };
}

/** A relay, and the consumers of two groups, of which one cannot apply `poison@1`. */
async function withPoison() {
  const [readers, others] = [reader(), reader()];
  others.apply = (events) => Promise.resolve(void others.applied.push(...idsOf(events)));
  await world.consumer({ apply: readers.apply, retryDelayMs: () => 1, maxDeliveries: 2 });
  await world.consumer({ apply: others.apply, group: 'others' });
  await world.relay();
  for (const id of ['a', 'poison', 'b']) await world.move(id);
  const letters = createDeadLetterStreams(world.redis);
  const parked = (replays: number) =>
    eventually(async () => {
      const list = await letters.list({ group: 'readers' });
      expect(list.map((letter) => [letter.replays, letter.deliveries])).toEqual([[replays, 2]]);
      return list;
    });
  return { readers, others, letters, parked };
}

describe('dead letters', () => {
  it('replay delivers a dead letter to its own group only', async () => {
    const { readers, others, letters, parked } = await withPoison();
    const [letter] = await parked(0);
    expect(letter).toMatchObject({ source: 'parcels', group: 'readers' });
    expect(letter?.reason).toContain('unknown street');
    broken = false;
    await letters.replay(await letters.list({}));
    await eventually(() => {
      expect(readers.applied.toSorted()).toEqual(['a@1', 'b@1', 'poison@1']);
    });
    expect(await letters.list({})).toEqual([]);
    expect(others.applied.toSorted()).toEqual(['a@1', 'b@1', 'poison@1']);
    // Settled replays are deleted: no third delivery.
    await eventually(async () => {
      expect(await world.redis.xlen('wayfare:replays:readers:parcels')).toBe(0);
    });
  });

  it('a replay that fails becomes a dead letter again, with its replays and the new reason', async () => {
    const { readers, letters, parked } = await withPoison();
    await parked(0);
    await eventually(() => {
      expect(readers.applied).toEqual(['a@1', 'b@1']);
    });
    await letters.replay(await letters.list({}));
    const [letter] = await parked(1);
    expect(letter?.reason).toContain('after 2 events');
    expect(JSON.parse(letter?.event ?? '')).toMatchObject({ id: 'poison@1' });
  });

  it('a replay waits for a consumer, and is claimed from a dead one', async () => {
    const { letters, parked } = await withPoison();
    await parked(0);
    await world.stopConsumers();
    await letters.replay(await letters.list({}));
    // A consumer reads the replay and dies.
    const replays = 'wayfare:replays:readers:parcels';
    await world.redis.xreadgroup('GROUP', 'readers', 'dead', 'COUNT', 1, 'STREAMS', replays, '>');
    broken = false;
    const successor = reader();
    await world.consumer({ apply: successor.apply, claimAfterMs: 50 });
    await eventually(() => {
      expect(successor.applied).toContain('poison@1');
    });
  });

  it('a replay after an upgrade applies an event of a newer format', async () => {
    const seen: string[] = [];
    const reading = (shape: z.ZodType) => ({
      apply(events: readonly CloudEvent[]): Promise<void> {
        for (const { data } of events) shape.parse(data);
        seen.push(...idsOf(events));
        return Promise.resolve();
      },
    });
    const old = await world.consumer(reading(z.object({ street: z.string() })));
    await world.relay();
    await world.move('a');
    const letters = createDeadLetterStreams(world.redis);
    const [letter] = await eventually(async () => {
      const list = await letters.list({});
      expect(list).toHaveLength(1);
      return list;
    });
    expect(letter).toMatchObject({ deliveries: 1, reason: expect.stringContaining('→ at street') as string });
    await old.close();
    await world.consumer(reading(z.object({ movedAt: z.string() })));

    await letters.replay(await letters.list({}));

    await eventually(() => {
      expect(seen).toEqual(['a@1']);
    });
  });

  it('replay delivers an unreadable entry again', async () => {
    const { parked } = await withPoison();
    await parked(0);
    // A version that no relay writes.
    await world.events.updateOne({ _id: 'a@1' }, { $set: { version: 0 } });
    await world.redis.flushall();
    const unreadable = () =>
      eventually(async () => {
        const list = await createDeadLetterStreams(world.redis).list({ group: 'others' });
        expect(list.map(({ entry, reason }) => [entry, reason])).toEqual([
          ['1-1', expect.stringContaining('→ at version')],
        ]);
      });
    await unreadable();
    await world.redis.flushall();
    await unreadable();
  });

  it('Redis data loss: the event comes again from the log', async () => {
    const { readers, parked } = await withPoison();
    await parked(0);
    await world.redis.flushall();
    await parked(0);
    broken = false;
    await world.redis.flushall();
    await eventually(() => {
      expect(readers.applied).toContain('poison@1');
    });
  });

  it('drop deletes a dead letter', async () => {
    const { letters, parked } = await withPoison();
    const [letter] = await parked(0);
    await letters.drop(await letters.list({ ids: [letter?.id ?? ''] }));
    expect(await letters.list({})).toEqual([]);
  });
});

describe('npm run dead-letters', { timeout: 60_000 }, () => {
  let redisUrl: string;
  beforeEach(() => {
    ({ redisUrl } = stores);
  });
  const command = async (...args: string[]) => {
    const entry = ['--import', 'tsx', 'platform/events/dead-letters/main.ts'];
    const env = { ...process.env, REDIS_URL: redisUrl };
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [...entry, ...args], { env });
      return { code: 0, said: stdout };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, said: stdout + stderr };
    }
  };

  it('list and show print dead letters', async () => {
    const { parked } = await withPoison();
    const [letter] = await parked(0);
    const id = letter?.id ?? '';
    expect((await command('list')).said).toMatch(new RegExp(`^${id} .*readers ← parcels .*unknown street`));
    expect((await command('show', id, '--json')).said).toContain('poison@1');
  });

  it('replay reports each dead letter, or that none was found', async () => {
    const { readers, parked } = await withPoison();
    const [letter] = await parked(0);
    const id = letter?.id ?? '';
    broken = false;
    expect(await command('replay', id)).toEqual({ code: 0, said: `replayed ${id} to readers\n` });
    await eventually(() => {
      expect(readers.applied).toContain('poison@1');
    });
    expect(await command('replay', id)).toEqual({ code: 1, said: 'No dead letters found.\n' });
  });

  it('drop --all drops the selected dead letters only', async () => {
    const { parked } = await withPoison();
    const [letter] = await parked(0);
    expect((await command('drop', '--all', '--group', 'others')).said).toContain('No dead letters found');
    expect((await command('drop', '--all', '--source', 'parcels')).said).toBe(
      `dropped ${letter?.id ?? ''} of readers\n`,
    );
    expect(await command('list', '--json')).toEqual({ code: 0, said: '[]\n' });
  });

  it('exits with 2 while Redis is unreachable', async () => {
    redisUrl = 'redis://127.0.0.1:1';
    const { code, said } = await command('list');
    expect(code).toBe(2);
    expect(said).not.toBe('');
  });

  it.each([[['replay']], [['bury', '1-1']]])('prints its usage for invalid arguments: %j', async (args) => {
    const { code, said } = await command(...args);
    expect(code).toBe(2);
    expect(said).toContain('Usage: dead-letters');
  });
});
