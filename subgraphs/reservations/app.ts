import { systemClock } from '../../platform/clock.ts';
import type { Clock } from '../../platform/clock.ts';
import { eventLog } from '../../platform/events/event-log.ts';
import type { RelayOptions } from '../../platform/events/relay.ts';
import { createCallerVerifier } from '../../platform/identity.ts';
import { newId } from '../../platform/ids.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../platform/metrics.ts';
import { startInOrder } from '../../platform/resilience/start-in-order.ts';
import { prepareModels } from '../../platform/stores/mongo.ts';
import { missingStores, storeOpener } from '../../platform/stores/open-stores.ts';
import { startSubgraphServer } from '../../platform/subgraph-server.ts';
import type { ReservationsConfig } from './config.ts';
import type { Context } from './context.ts';
import { sandboxExchangeRates } from './domain/exchange-rates.ts';
import type { ExchangeRates } from './domain/exchange-rates.ts';
import { source, startConsuming, startPublishing } from './events.ts';
import { createLoaders } from './loaders.ts';
import { createQuoting } from './use-cases/quote-trip.ts';
import { allResolvers } from './resolvers/all.ts';
import { createBookTrip } from './saga/book-trip.ts';
import { createCancellations } from './saga/cancel-reservation.ts';
import type { IntakeHook } from './saga/intake-points.ts';
import { createTransitionCounter } from './metrics.ts';
import { createSagaQueue } from './saga/queue.ts';
import { createRecorder } from './saga/recorder.ts';
import { createPaymentUpdates } from './saga/payment-updates.ts';
import { bookingModel, createBookingStore } from './store/bookings.ts';
import { cancellationClaimModel, createCancellationClaims } from './store/cancellation-claims.ts';
import { catalogueModels } from './store/catalogue.ts';
import { createCatalogueReads } from './store/catalogue-reads.ts';
import { flightEvents } from './store/flight-events.ts';
import { createQuoteStore } from './store/quotes.ts';

export interface ReservationsOptions {
  config: ReservationsConfig;
  logger: Logger;
  metrics: Registry;
  clock?: Clock;
  /** Where quotes get their exchange rates; the sandbox's fixed ones where it is left out. */
  rates?: ExchangeRates;
  /** Gives up waiting for stores that are not up yet. */
  signal?: AbortSignal;
  /** Fault injection: awaited at every point at which a request is taken down. Tests alone give it. */
  at?: IntakeHook;
  /** Fault injection: awaited at every point of the relay. Tests alone give it. */
  atRelay?: RelayOptions['at'];
}

/** Starts the reservations subgraph: catalogue, quotes, bookings. The worker drives the saga. */
export async function startReservations(
  options: ReservationsOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const { config, logger, metrics, clock = systemClock, rates = sandboxExchangeRates(), signal } = options;
  return startInOrder(logger, async (started) => {
    const open = storeOpener({ logger, signal, started });
    const [connection, redis] = await Promise.all([
      open.mongo(config),
      open.redis(config.REDIS_URL, 'command'),
    ]);
    const models = catalogueModels(connection);
    const bookings = bookingModel(connection);
    const claims = createCancellationClaims(cancellationClaimModel(connection));
    await prepareModels(connection);

    const catalogue = createCatalogueReads(models);
    const quotes = createQuoteStore(models.quotes);
    const quoting = createQuoting({
      ...{ catalogue, quotes, rates, clock },
      newQuoteId: () => newId('quo'),
      ttlSeconds: config.QUOTE_TTL_SECONDS,
    });

    const eventing = { redisUrl: config.REDIS_URL, clock, logger, metrics, signal };
    const relay = await startPublishing({
      ...{ ...eventing, connection, bookings },
      flights: flightEvents(models.flights),
      at: options.atRelay,
    });
    started.add(relay);
    const outbox = { notify: relay.wake };

    const store = createBookingStore(bookings);
    const queue = createSagaQueue({ redis, logger });
    started.add(queue);
    const holdSeconds = config.HOLD_SECONDS;
    const { at } = options;
    const bookTrip = createBookTrip({ store, quotes, queue, outbox, clock, holdSeconds, logger, at });

    const transitions = createTransitionCounter(metrics);
    const recorder = createRecorder({ store, clock, outbox, transitions, logger });
    const cancelling = createCancellations({
      ...{ store, claims, recorder, queue, clock, logger, at },
      quoteSeconds: config.CANCELLATION_QUOTE_TTL_SECONDS,
    });
    const settle = createPaymentUpdates({ store, recorder, queue, clock });
    started.add(await startConsuming({ ...eventing, connection, settle }));

    const events = eventLog(connection);
    const server = await startSubgraphServer<Context>({
      sdlPath: 'schema/reservations.graphql',
      resolvers: allResolvers({
        ...{ catalogue, clock, logger, quoting, bookTrip, cancelling },
        paymentMethods: config.PAYMENT_METHODS,
      }),
      contextFor: (request) => ({ ...request, loaders: createLoaders({ catalogue, bookings, events }) }),
      verifier: await createCallerVerifier({ audience: source, trusted: config.TRUSTED_CALLERS }),
      ...{ logger, metrics, host: config.HOST, port: config.PORT },
      signal,
      // Without Redis, searches, quotes and even bookings are still taken; the sweeper queues them later.
      waitingFor: () => missingStores({ connection }),
    });
    started.add(server);
    return { url: server.url };
  });
}
