import { Redis } from 'ioredis';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { notificationChannel } from '../../../platform/events/channels.ts';
import type { OutboxSource } from '../../../platform/events/outbox-source.ts';
import { prepareModels } from '../../../platform/stores/prepare-models.ts';
import { catalogueModels } from '../../../subgraphs/reservations/store/catalogue.ts';
import { createFlightEventSource } from '../../../subgraphs/reservations/store/flight-events.ts';
import type { FlightDocument } from '../../../subgraphs/reservations/store/flights.ts';
import { createInHouseFlightSupplier } from '../../../subgraphs/reservations/suppliers/in-house-supplier.ts';
import { eventually } from '../../kit/eventually.ts';
import { startStores } from '../../kit/stores.ts';
import { startEventLogWorld } from '../events/event-log-world.ts';
import { flightLine, flightRow, now, someReservation, startCatalogue } from './catalogue-documents.ts';
import { startReservationsUnderTest } from './subgraph.ts';

const clock = () => now;
const deadline = new Date(now.getTime() + 15 * 60_000);
const onChange = () => undefined;

describe('flight.updated', async () => {
  const catalogue = await startCatalogue();
  const { models } = catalogue;
  const source = createFlightEventSource(models.flights);
  const supplier = createInHouseFlightSupplier({ flights: models.flights, clock, onChange });

  afterAll(() => catalogue.close());
  beforeEach(async () => {
    await models.flights.deleteMany({});
    await models.flights.insertMany([flightRow('any', 5), flightRow('other', 5)]);
  });

  const hold = () => supplier.hold(someReservation(), [flightLine()], deadline);
  const flight = () => models.flights.findById('flt_any').lean<FlightDocument>().exec();

  it('merges pending changes into one event: the flight at its next version, without holds', async () => {
    await hold();
    await hold();
    const [event, ...others] = await source.pending(10);
    expect(others).toEqual([]);
    expect(event).toMatchObject({ type: 'flight.updated', subject: 'flt_any', version: 2, at: now });
    expect(event?.data).toMatchObject({ _id: 'flt_any', version: 2, cabins: { ECONOMY: { free: 3 } } });
    expect(event?.data).not.toHaveProperty('holds');
    expect(event?.data).not.toHaveProperty('tombstones');
  });

  it('finds changed flights by index only', async () => {
    await models.flights.insertMany(Array.from({ length: 200 }, (_, at) => flightRow(`f${at}`, 5)));
    await hold();
    const { db } = catalogue.connection;
    await db?.command({ profile: 2 });
    expect(await source.pending(100)).toHaveLength(1);
    await db?.command({ profile: 0 });
    const [found] = (await db?.collection('system.profile').find({ op: 'query' }).toArray()) ?? [];
    expect(found).toMatchObject({ docsExamined: 1 });
  });

  it('is not pending once published', async () => {
    await hold();
    const pending = await source.pending(10);
    await source.published(pending.map((event) => ({ ...event, asGiven: true })));
    expect(await flight()).toMatchObject({ version: 2, unpublished: false });
    expect(await source.pending(10)).toEqual([]);
  });

  it('a change during publishing becomes the next version', async () => {
    await hold();
    const pending = await source.pending(10);
    await hold();
    await source.published(pending.map((event) => ({ ...event, asGiven: true })));
    expect(await source.pending(10)).toMatchObject([
      { version: 3, data: { cabins: { ECONOMY: { free: 3 } } } },
    ]);
  });

  it('takes the next version if the log has another event for this one', async () => {
    await hold();
    const pending = await source.pending(10);
    await source.published(pending.map((event) => ({ ...event, asGiven: false })));
    expect(await source.pending(10)).toMatchObject([
      { version: 3, data: { cabins: { ECONOMY: { free: 4 } } } },
    ]);
  });
});

describe('flight.updated through the relay', async () => {
  const stores = await startStores();
  const world = await startEventLogWorld(stores);
  const { flights } = catalogueModels(world.connection);
  await prepareModels(world.connection);
  await flights.insertMany([flightRow('any', 5)]);
  const supplier = createInHouseFlightSupplier({ flights, clock, onChange });

  afterAll(async () => {
    await world.close();
    await stores.close();
  });

  it('publishes the last change of a flight that the cursor returns twice, at two revisions', async () => {
    const hold = () => supplier.hold(someReservation(), [flightLine()], deadline);
    const source = createFlightEventSource(flights);
    let readTwice = true;
    const movingInTheIndex: OutboxSource = {
      ...source,
      async pending(limit) {
        const first = await source.pending(limit);
        if (!readTwice || first.length === 0) return first;
        readTwice = false;
        await hold();
        return [...first, ...(await source.pending(limit))];
      },
    };
    await hold();
    await world.relay({ sources: [movingInTheIndex] });

    await eventually(async () => {
      expect(await flights.countDocuments({ unpublished: true })).toBe(0);
    });
    const published = (await world.streamed()).map(({ version, data }) => ({ version, data }));
    expect(published.at(-1)).toMatchObject({ data: { revision: 3, cabins: { ECONOMY: { free: 3 } } } });
  });
});

describe('Flight entities', async () => {
  const reservations = await startReservationsUnderTest(clock);
  const { client, models, redisUrl } = reservations;
  const supplier = createInHouseFlightSupplier({ flights: models.flights, clock, onChange });
  const subscriber = new Redis(redisUrl);
  const received: unknown[] = [];
  subscriber.on('message', (_channel, message) => received.push(JSON.parse(message)));
  await subscriber.subscribe(notificationChannel('Flight:flt_any'));
  await models.flights.insertMany([flightRow('any', 5)]);

  afterAll(async () => {
    subscriber.disconnect();
    await reservations.close();
  });

  const selection = '... on Flight { id version snapshot fares { available } departsAt }';
  const seatsAt = async (snapshot: string) =>
    (await client.entities([{ __typename: 'Flight', snapshot }], selection)) as unknown;
  const shown = (version: number, economy: number) => ({
    ...{ id: 'flt_any', version, snapshot: `flt_any@${version}`, departsAt: '2027-04-01T12:00:00.000Z' },
    fares: [{ available: economy }, { available: 4 }],
  });

  it('resolve at each version, and at the current one', async () => {
    expect(await seatsAt('flt_any@1')).toEqual([shown(1, 5)]);
    for (const version of [2, 3]) {
      await supplier.hold(someReservation(), [flightLine()], deadline);
      await eventually(() => {
        expect(received).toContainEqual({ id: 'flt_any', version });
      });
    }
    expect(await seatsAt('flt_any@2')).toEqual([shown(2, 4)]);
    expect(await seatsAt('flt_any@3')).toEqual([shown(3, 3)]);
    expect(await seatsAt('flt_any')).toEqual([shown(3, 3)]);
  });

  it('are null at an unknown version', async () => {
    expect(await seatsAt('flt_any@99')).toEqual([null]);
    expect(await seatsAt('flt_unknown')).toEqual([null]);
  });
});
