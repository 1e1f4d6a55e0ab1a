import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLogWriter, LeaseLostError } from '../../../platform/events/log-writer.ts';
import type { UnplacedEvent } from '../../../platform/events/log-writer.ts';
import { startStores } from '../../kit/stores.ts';
import type { Stores } from '../../kit/stores.ts';
import { startEventLogWorld } from './event-log-world.ts';
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

function event(subject: string): UnplacedEvent {
  const time = new Date();
  const named = {
    _id: `${subject}@1`,
    subject,
    version: 1,
    type: 'parcel.moved',
    source: '/subgraphs/parcels',
  };
  return { ...named, time, recordedAt: time, data: null };
}
const writer = (epoch: number, n = 0) => createLogWriter({ events: world.events, epoch, n });

describe('log writer', () => {
  it('throws LeaseLostError after a writer of a later epoch has written', async () => {
    const [earlier, later] = [writer(1), writer(2)];
    await earlier.record([event('a')]);
    await later.record([event('b')]);

    await expect(earlier.record([event('c')])).rejects.toThrow(LeaseLostError);

    expect(await world.positions()).toEqual(['1-1', '2-2']);
  });

  it('appends after a late write of an earlier epoch', async () => {
    const [earlier, later] = [writer(1), writer(2)];
    await later.record([event('a')]).catch(() => undefined);
    await world.events.deleteMany({});
    await earlier.record([event('b')]);

    await later.record([event('c')]);

    const [last] = await world.events.find().sort({ n: -1 }).limit(1).lean().exec();
    expect(last).toMatchObject({ _id: 'c@1', epoch: 2, n: 2 });
  });

  it('concurrent writers leave no gap, and the epoch never falls', async () => {
    const writers = Array.from({ length: 5 }, (_, at) => writer(at + 1));
    const rounds = Array.from({ length: 10 }, (_, at) => at);
    await Promise.all(
      writers.map(async (one, at) => {
        for (const round of rounds) {
          await one.record([event(`${at}-${round}`), event(`${at}-${round}-too`)]).catch(() => undefined);
        }
      }),
    );

    const rows = await world.events.find().sort({ n: 1 }).lean().exec();
    expect(rows.map(({ n }) => n)).toEqual(rows.map((_row, at) => at + 1));
    const epochs = rows.map(({ epoch }) => epoch);
    expect(epochs).toEqual(epochs.toSorted((one, other) => one - other));
  });

  it('writes only the missing events, and returns them', async () => {
    await writer(1).record([event('a')]);

    const written = await writer(2).record([event('a'), event('b')]);

    expect(written.map(({ _id }) => _id)).toEqual(['b@1']);
    expect(await world.positions()).toEqual(['1-1', '2-2']);
  });

  it('continues after the last known position when the log is empty', async () => {
    await writer(3, 41).record([event('a')]);

    expect(await world.positions()).toEqual(['3-42']);
  });
});
