import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { createLogger } from '../../platform/log.ts';
import type { OutboxSource, PendingEvent } from '../../platform/events/outbox-source.ts';
import { startRelay } from '../../platform/events/relay.ts';
import { newId } from '../../platform/ids.ts';
import { orderIdFor } from '../../subgraphs/orders/domain/ids.ts';
import type { BookingLimits } from '../../subgraphs/reservations/domain/booking-limits.ts';
import { newSlotId, reservationIdFor } from '../../subgraphs/reservations/domain/ids.ts';
import { connectMongo } from '../../platform/stores/mongo.ts';
import { prepareModels } from '../../platform/stores/prepare-models.ts';
import { connectRedis } from '../../platform/stores/redis.ts';
import type { Booking } from '../../subgraphs/reservations/domain/booking.ts';
import { startInOrder } from '../../platform/resilience/start-in-order.ts';
import { createBookTrip } from '../../subgraphs/reservations/use-cases/book-trip.ts';
import type { BookTripRequest } from '../../subgraphs/reservations/use-cases/book-trip.ts';
import { createCancellations } from '../../subgraphs/reservations/use-cases/cancel-reservation.ts';
import { createHandOverMetrics, createTransitionCounter } from '../../subgraphs/reservations/metrics.ts';
import { createHandOver } from '../../subgraphs/reservations/saga/hand-over.ts';
import { createSagaQueue } from '../../subgraphs/reservations/saga/queue.ts';
import { createRecorder } from '../../subgraphs/reservations/saga/recorder.ts';
import { bookingSlotsModel, createBookingSlots } from '../../subgraphs/reservations/store/booking-slots.ts';
import { bookingModel, createBookingStore } from '../../subgraphs/reservations/store/bookings.ts';
import type { BookingDocument } from '../../subgraphs/reservations/store/bookings-document.ts';
import {
  cancellationClaimModel,
  createCancellationClaims,
} from '../../subgraphs/reservations/store/cancellation-claims.ts';
import { flightModel } from '../../subgraphs/reservations/store/flights.ts';
import { createQuoteStore, quoteModel } from '../../subgraphs/reservations/store/quotes.ts';
import { roomMonthId, roomMonthModel } from '../../subgraphs/reservations/store/room-months.ts';
import { parseWorkerConfig } from '../../subgraphs/reservations/worker/config.ts';
import { openWorkerPorts, runWorker } from '../../subgraphs/reservations/worker/app.ts';
import type { WorkerOptions } from '../../subgraphs/reservations/worker/app.ts';
import { eventually } from './eventually.ts';
import { assertInventoryBalanced } from './inventory.ts';
import { profileOperations } from './profiler.ts';
import { startWorld } from './world.ts';
import { withRequestPoints, withSagaPoints } from './fault-points.ts';
import type { RequestPoint, SagaPoint } from './fault-points.ts';
import { startFakeOrders } from './fake-orders.ts';
import { month, nights, pricedTrip } from './trips.ts';

type TripIds = Parameters<typeof pricedTrip>[0];
type Reach<Point> = (point: Point) => Promise<void>;
const pass = () => Promise.resolve();

export type BookingWorld = Awaited<ReturnType<typeof startBookingWorld>>;

/** Short delays, otherwise as in production. */
export const quickPolicy = { holdAttempts: 4, firstDelayMs: 10, maxDelayMs: 40 };

type TripRequest = Omit<BookTripRequest, 'clientAddress'> & Partial<BookTripRequest>;

const generousLimits: BookingLimits = { bookings: 1_000, rooms: 1_000, seats: 1_000 };

/** The parts of booking without the subgraph's server: stores, inventory, a fake of orders, workers. */
export async function startBookingWorld({
  limits = generousLimits,
  networkLimits = generousLimits,
}: { limits?: BookingLimits; networkLimits?: BookingLimits } = {}) {
  const logger = createLogger('test', 'silent');
  const [world, orders] = await Promise.all([startWorld(), startFakeOrders()]);
  const { stores, callers } = world;
  const settings = world.settingsOf('reservations');
  const database = settings['MONGODB_DATABASE'] ?? '';
  const connection = await connectMongo({ url: stores.mongoUrl, database, poolSize: 10, logger });
  const redis = await connectRedis({ url: stores.redisUrl, use: 'command', logger });
  const bookings = bookingModel(connection);
  const store = createBookingStore(bookings);
  const quoteStore = createQuoteStore(quoteModel(connection));
  const owners = bookingSlotsModel(connection);
  const slots = createBookingSlots({ owners, bookings: store, limits });
  const networkSlots = createBookingSlots({ owners, bookings: store, limits: networkLimits });
  const roomMonths = roomMonthModel(connection);
  const flights = flightModel(connection);
  await prepareModels(connection);
  const queue = createSagaQueue({ redis, logger });
  const metrics = createHandOverMetrics(new Registry());
  const handOver = createHandOver({ queue, store, metrics, logger });
  const workers: { close(): Promise<void> }[] = [];
  const outside = { hotels: false, flights: false };
  let holdSeconds = 900;

  const shared = {
    handOver,
    slots,
    networkSlots,
    newSlotId,
    logger,
    clock: () => new Date(),
    outbox: { notify: () => undefined },
  };
  const claims = createCancellationClaims(cancellationClaimModel(connection));
  const transitions = createTransitionCounter(new Registry());
  const ports = { store, quotes: quoteStore, claims };
  /** The use cases of the subgraph. `reach` is awaited at their fault points. */
  const bookTripAt = (reach: Reach<RequestPoint> = pass, { clock = shared.clock } = {}) => {
    const book = createBookTrip({ ...shared, clock, ...withRequestPoints(ports, reach), holdSeconds });
    return (request: TripRequest, check: () => void) => book({ clientAddress: null, ...request }, check);
  };
  const cancellingAt = (reach: Reach<RequestPoint> = pass) => {
    const withPoints = { ...shared, ...withRequestPoints(ports, reach) };
    const recorder = createRecorder({ ...withPoints, transitions });
    return createCancellations({ ...withPoints, recorder, quoteSeconds: 900 });
  };
  const bookTrip = (request: TripRequest, check = () => undefined) => bookTripAt()(request, check);

  return {
    ...{ stores, settings, orders, callers, connection, redis, bookings, store, queue, handOver },
    ...{ quotes: quoteStore, slotOwners: owners },
    ...{ bookTrip, bookTripAt, cancellingAt },

    /** Sets the duration of holds of new bookings. */
    holdFor(seconds: number) {
      holdSeconds = seconds;
    },

    /**
     * Starts a worker. Its log is in `logged`, as lines of JSON. `reach` is awaited at the fault points of the saga,
     * `connected` once its stores are connected, before it takes jobs.
     */
    async startWorker(
      {
        reach = pass,
        connected = pass,
        ...options
      }: Partial<WorkerOptions> & { reach?: Reach<SagaPoint>; connected?: () => Promise<void> } = {},
      more: Record<string, string> = {},
    ) {
      outside.hotels ||= 'HOTEL_SUPPLIER_URL' in more;
      outside.flights ||= 'FLIGHT_SUPPLIER_URL' in more;
      const logged: string[] = [];
      const metrics = new Registry();
      const config = parseWorkerConfig({
        ...settings,
        ORDERS_URL: orders.url,
        // A slow machine must not take it for a frozen orders subgraph.
        ORDERS_TIMEOUT_MS: '500',
        CALLER_NAME: 'reservations',
        CALLER_KEY: callers.serviceKeys['reservations'],
        ...more,
      });
      const workerOptions: WorkerOptions = {
        ...{ config, metrics, policy: quickPolicy },
        logger: pino({ level: 'info' }, { write: (line: string) => logged.push(line) }),
        ...options,
      };
      const worker = await startInOrder(workerOptions.logger, async (started) => {
        const ports = await openWorkerPorts(workerOptions, started);
        await connected();
        return runWorker(workerOptions, { ...ports, ...withSagaPoints(ports, reach) }, started);
      });
      workers.push(worker);
      return { ...worker, metrics, logged };
    },

    /** Starts the reservations subgraph. @returns a client that calls it as the router does */
    startSubgraph: async (more?: Record<string, string>) => (await world.startReservations(more)).router,

    /** The operations on the collection `reservations` that some work causes. */
    profiled: (work: () => Promise<void>) => profileOperations(connection, ['reservations'], work),

    /** Publishes an event of a reservation's order through a relay. */
    async publishOrderEvent(reservationId: string, type: string) {
      const ordersDatabase = connection.useDb(stores.uniqueDatabase('orders'));
      const subject = orderIdFor(reservationId);
      let waiting: PendingEvent[] = [{ type, subject, version: 2, at: new Date(), data: {} }];
      const source: OutboxSource = {
        pending: () => Promise.resolve(waiting),
        published: () => Promise.resolve(void (waiting = [])),
      };
      const relay = await startRelay({
        ...{ source: 'orders', connection: ordersDatabase, sources: [source], redisUrl: stores.redisUrl },
        ...{ channelsOf: () => [], clock: systemClock, logger, metrics: new Registry() },
      });
      relay.wake();
      await eventually(() => {
        expect(waiting).toEqual([]);
      });
      await relay.close();
    },

    /** Creates a room type with free rooms on two nights. */
    async roomType(id: string, free: number) {
      await roomMonths.insertOne({
        ...{ _id: roomMonthId(id, month), roomTypeId: id, hotelId: 'htl_a', month },
        nights: Object.fromEntries(nights.map((night) => [night, { total: free, free, rate: 5_000 }])),
        ...{ holds: {}, tombstones: [] },
      });
      return id;
    },

    async flight(id: string, free: number) {
      const cabin = { total: free, free, price: 10_000, refundable: true };
      await flights.insertOne({
        ...{ _id: id, carrier: 'WF', number: 'WF1', origin: 'CDG', destination: 'LIS', currency: 'EUR' },
        ...{ originTimeZone: 'Europe/Paris', localDate: '2031-05-10', cabins: { ECONOMY: cabin } },
        ...{ departsAt: new Date('2031-05-10T08:00Z'), arrivesAt: new Date('2031-05-10T10:00Z') },
        ...{ version: 1, revision: 1, unpublished: false, changedAt: new Date(), holds: {}, tombstones: [] },
      });
      return id;
    },

    /** The free rooms on each night of a room type, and the states of its holds. */
    async rooms(id: string) {
      const row = await roomMonths.findById(roomMonthId(id, month)).lean().exec();
      const free = nights.map((night) => row?.nights[night]?.free);
      return { free, holds: Object.values(row?.holds ?? {}).map(({ state }) => state) };
    },

    async seats(id: string) {
      const row = await flights.findById(id).lean().exec();
      const holds = Object.values(row?.holds ?? {}).map(({ state }) => state);
      return { free: row?.cabins.ECONOMY?.free, holds };
    },

    async quote(trip: TripIds, userId: string | null = null) {
      const _id = newId('quo');
      const createdAt = new Date();
      const expiresAt = new Date(createdAt.getTime() + 60_000);
      const quote = { _id, userId, trip: pricedTrip(trip), createdAt, expiresAt, bookedBy: null };
      await quoteStore.insertQuote(quote);
      return _id;
    },

    /** Quotes and books a trip for a new user. @returns the reservation's id */
    async book(trip: TripIds, paymentMethod = 'pm_ok') {
      const quoteId = await this.quote(trip);
      const outcome = await bookTrip({
        ...{ userId: newId('usr'), idempotencyKey: 'key', quoteId, paymentMethod },
      });
      if (outcome.outcome !== 'accepted') throw new Error(outcome.outcome);
      return outcome.reservation._id;
    },

    /** Stores a booking without enqueuing it: no worker drives it. @returns its id */
    async insertBooking(trip: TripIds, userId = newId('usr'), key = 'key') {
      const id = reservationIdFor(userId, key);
      const createdAt = new Date();
      const later = new Date(createdAt.getTime() + 900_000);
      const facts = { id, userId, trip: pricedTrip(trip), paymentMethod: 'pm_ok', createdAt };
      await store.insert(
        { ...facts, holdExpiresAt: later },
        { inputHash: 'none', quoteId: newId('quo') },
        later,
      );
      return id;
    },

    async row(id: string): Promise<BookingDocument> {
      const row = await store.find(id);
      if (row === null) throw new Error(`${id} is gone`);
      return row;
    },

    /** A request to cancel a completed booking, with a new quote. */
    async cancellation(id: string, idempotencyKey = 'cancel') {
      const { userId, status, stays, flights, total } = await this.row(id);
      const quoted = cancellingAt().quote({ id, status, trip: { stays, flights, total } });
      if (quoted.outcome === 'refused') throw new Error(`${id}: ${quoted.reason}`);
      return { userId, reservationId: id, cancellationQuoteId: quoted.quote.id, idempotencyKey };
    },

    async cancel(id: string) {
      const { outcome } = await cancellingAt().cancel(await this.cancellation(id), () => undefined);
      if (outcome !== 'accepted') throw new Error(outcome);
    },

    async settled(id: string): Promise<BookingDocument> {
      return eventually(
        async () => {
          const row = await this.row(id);
          expect(['COMPLETED', 'FAILED', 'CANCELLED']).toContain(row.status);
          return row;
        },
        { timeoutMs: 25_000 },
      );
    },

    async statusesOf(id: string): Promise<Booking['status'][]> {
      return (await this.row(id)).timeline.map(({ status }) => status);
    },

    async close() {
      try {
        for (const worker of workers) await worker.close();
        await assertInventoryBalanced(connection, outside);
      } finally {
        await handOver.close();
        await queue.close();
        redis.disconnect();
        await connection.close();
        await Promise.all([world.close(), orders.close()]);
      }
    },
  };
}
