import type { Redis } from 'ioredis';
import type { Connection, Model } from 'mongoose';
import type { Clock } from '../../platform/clock.ts';
import { admissionLimits } from '../../platform/config.ts';
import { createEventLog } from '../../platform/events/event-log.ts';
import { relayPorts } from '../../platform/events/lease-session.ts';
import type { RelayPorts } from '../../platform/events/lease-session.ts';
import { createCallerVerifier } from '../../platform/caller-assertions.ts';
import { newQuoteId, newSlotId } from './domain/ids.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import { startInOrder } from '../../platform/resilience/start-in-order.ts';
import type { StartedServices } from '../../platform/resilience/start-in-order.ts';
import { prepareModels } from '../../platform/stores/prepare-models.ts';
import { missingStores, createStoreOpener } from '../../platform/stores/open-stores.ts';
import type { StoreClock } from '../../platform/stores/store-clock.ts';
import { mongoGuard } from '../../platform/stores/store-guard.ts';
import { startSubgraphServer } from '../../platform/subgraph-server.ts';
import { bookingLimitsOf, networkLimitsOf } from './config.ts';
import type { ReservationsConfig } from './config.ts';
import type { Context } from './context.ts';
import { sandboxExchangeRates } from './domain/exchange-rates.ts';
import type { ExchangeRates } from './domain/exchange-rates.ts';
import { source, startConsuming, startPublishing } from './events.ts';
import { createLoaders } from './loaders.ts';
import { createQuoteTrip } from './use-cases/quote-trip.ts';
import { allResolvers } from './resolvers/all.ts';
import { createBookTrip } from './use-cases/book-trip.ts';
import { createCancellations } from './use-cases/cancel-reservation.ts';
import { countOutcomes, createHandOverMetrics, createTransitionCounter } from './metrics.ts';
import { createHandOver } from './saga/hand-over.ts';
import { createSagaQueue } from './saga/queue.ts';
import { createRecorder } from './saga/recorder.ts';
import { createPaymentUpdates } from './saga/payment-updates.ts';
import type { BookingDocument } from './store/bookings-document.ts';
import { bookingModel, createBookingStore } from './store/bookings.ts';
import type { BookingStore } from './store/bookings.ts';
import { cancellationClaimModel, createCancellationClaims } from './store/cancellation-claims.ts';
import type { CancellationClaims } from './store/cancellation-claims.ts';
import { bookingSlotsModel, createBookingSlots } from './store/booking-slots.ts';
import type { BookingSlots } from './store/booking-slots.ts';
import { catalogueModels } from './store/catalogue.ts';
import { createCatalogueReads } from './store/catalogue-reads.ts';
import { createFlightEventSource } from './store/flight-events.ts';
import { createQuoteLimit } from './store/quote-limit.ts';
import { createQuoteStore } from './store/quotes.ts';
import type { QuoteStore } from './store/quotes.ts';

export interface ReservationsOptions {
  config: ReservationsConfig;
  logger: Logger;
  metrics: Registry;
  /** MongoDB's time by default. */
  clock?: Clock;
  /** The sandbox's fixed rates by default. */
  rates?: ExchangeRates;
  /** Stops waiting for stores at startup. */
  signal?: AbortSignal;
}

/** The subgraph's connections and the stores that it books through. */
export interface ReservationsPorts {
  connection: Connection;
  redis: Redis;
  clock: StoreClock;
  models: ReturnType<typeof catalogueModels> & { bookings: Model<BookingDocument> };
  store: BookingStore;
  quotes: QuoteStore;
  slots: BookingSlots;
  networkSlots: BookingSlots;
  claims: CancellationClaims;
  relay: RelayPorts;
}

/** Starts the reservations subgraph: catalogue, quotes, bookings. The worker drives the saga. */
export function startReservations(
  options: ReservationsOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  return startInOrder(options.logger, async (started) =>
    runReservations(options, await openPorts(options, started), started),
  );
}

/** Connects to the stores and creates the ports. */
export async function openPorts(
  { config, logger, metrics, clock: given, signal }: ReservationsOptions,
  started: StartedServices,
): Promise<ReservationsPorts> {
  const open = createStoreOpener({ logger, metrics, signal, started });
  const [connection, redis] = await Promise.all([
    open.mongo(config),
    open.redis(config.REDIS_URL, 'command'),
  ]);
  const clock = await open.clock({ connection, config, given });
  const models = { ...catalogueModels(connection), bookings: bookingModel(connection) };
  const claims = createCancellationClaims(cancellationClaimModel(connection));
  const owners = bookingSlotsModel(connection);
  await prepareModels(connection, { logger, signal });
  const store = createBookingStore(models.bookings);
  const slots = createBookingSlots({ owners, bookings: store, limits: bookingLimitsOf(config) });
  const networkSlots = createBookingSlots({ owners, bookings: store, limits: networkLimitsOf(config) });
  const quotes = createQuoteStore(models.quotes);
  return { connection, redis, clock, models, store, quotes, slots, networkSlots, claims, relay: relayPorts };
}

/** Starts the relay, the consumer and the GraphQL server on the given ports. */
export async function runReservations(
  options: ReservationsOptions,
  ports: ReservationsPorts,
  started: StartedServices,
): Promise<{ url: string }> {
  const { config, logger, metrics, rates = sandboxExchangeRates(), signal } = options;
  const { connection, redis, models } = ports;
  const { bookings } = models;
  const clock = ports.clock.now;
  const guard = started.add(mongoGuard(options));
  const store = guard.port(ports.store);
  const quotes = guard.port(ports.quotes);
  const slots = guard.port(ports.slots);
  const networkSlots = guard.port(ports.networkSlots);
  const claims = guard.port(ports.claims);
  const catalogue = guard.port(createCatalogueReads(models));
  const quoteTrip = countOutcomes(
    metrics,
    'quote',
    createQuoteTrip({
      ...{ catalogue, quotes, rates, clock, newQuoteId },
      limit: createQuoteLimit({
        ...{ redis, perCustomer: config.QUOTES_PER_CUSTOMER, perAddress: config.QUOTES_PER_ADDRESS },
      }),
      ttlSeconds: config.QUOTE_TTL_SECONDS,
    }),
  );

  const eventing = { redisUrl: config.REDIS_URL, clock, logger, metrics, signal };
  const relay = await startPublishing({
    ...{ ...eventing, connection, bookings },
    flights: createFlightEventSource(models.flights),
    ports: ports.relay,
  });
  started.add(relay);
  const outbox = { notify: relay.wake };

  const queue = started.add(createSagaQueue({ redis, logger }));
  const handOver = started.add(
    createHandOver({ queue, store, metrics: createHandOverMetrics(metrics), logger }),
  );
  const bookTrip = countOutcomes(
    metrics,
    'booking',
    createBookTrip({
      ...{ store, quotes, slots, networkSlots, newSlotId, handOver, outbox, clock },
      holdSeconds: config.HOLD_SECONDS,
    }),
  );

  const transitions = createTransitionCounter(metrics);
  const recorder = createRecorder({ store, clock, outbox, transitions, logger });
  const cancelling = createCancellations({
    ...{ store, claims, recorder, handOver, clock },
    quoteSeconds: config.CANCELLATION_QUOTE_TTL_SECONDS,
  });
  const applyPaymentUpdates = createPaymentUpdates({ store, recorder, handOver, clock });
  started.add(await startConsuming({ ...eventing, connection, applyPaymentUpdates }));

  const events = guard.port(createEventLog(connection));
  const server = await startSubgraphServer<Context>({
    sdlPath: 'schema/reservations.graphql',
    resolvers: allResolvers({
      ...{ catalogue, clock, logger, quoteTrip, bookTrip, cancelling },
      paymentMethods: config.PAYMENT_METHODS,
    }),
    contextFor: (request) => ({ ...request, loaders: createLoaders({ catalogue, bookings, events, guard }) }),
    admission: admissionLimits(config),
    verifier: await createCallerVerifier({
      ...{ audience: source, trusted: config.TRUSTED_CALLERS, clock, logger },
    }),
    ...{ logger, metrics, host: config.HOST, port: config.PORT, instanceId: config.INSTANCE_ID },
    signal,
    // Redis may be absent: searches, quotes and bookings still work; the bookings are enqueued once it is back.
    missingDependencies: () => missingStores({ connection, clock: ports.clock }),
  });
  started.add(server);
  return { url: server.url };
}
