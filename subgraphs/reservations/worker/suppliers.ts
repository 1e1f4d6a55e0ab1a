import type { Model } from 'mongoose';
import type { Clock } from '../../../platform/clock.ts';
import { createCallerSigner } from '../../../platform/caller-assertions.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Registry } from '../../../platform/metrics.ts';
import type { StartedServices } from '../../../platform/resilience/start-in-order.ts';
import type { FlightSupplier, HotelSupplier } from '../domain/suppliers.ts';
import type { Suppliers } from '../saga/steps.ts';
import type { FlightDocument } from '../store/flights.ts';
import type { RoomMonthDocument } from '../store/room-months.ts';
import { createHttpFlightSupplier, createHttpHotelSupplier } from '../suppliers/http-supplier.ts';
import { createInHouseFlightSupplier, createInHouseHotelSupplier } from '../suppliers/in-house-supplier.ts';
import { createOrdersClient } from '../suppliers/orders.ts';
import type { WorkerConfig } from './config.ts';

export interface SuppliersOptions {
  config: WorkerConfig;
  roomMonths: Model<RoomMonthDocument>;
  flights: Model<FlightDocument>;
  /** Notified after each change of in-house seats. */
  outbox: { notify(): void };
  clock: Clock;
  logger: Logger;
  metrics: Registry;
  /** Aborts the calls under way. */
  signal: AbortSignal;
}

/** Creates the suppliers that the settings name: external suppliers over HTTP, the in-house inventory, and orders. */
export async function createSuppliers(
  options: SuppliersOptions,
  started: StartedServices,
): Promise<Suppliers> {
  const { config, clock, logger, metrics, signal } = options;
  const signer = await createCallerSigner({ name: config.CALLER_NAME, key: config.CALLER_KEY, clock });
  const { ORDERS_URL: url, ORDERS_TIMEOUT_MS: timeoutMs } = config;
  return {
    hotels: createHotelSupplier(options, started),
    flights: createFlightSupplier(options, started),
    payments: started.add(createOrdersClient({ url, signer, logger, metrics, timeoutMs, signal })),
  };
}

function createHotelSupplier(
  { config, roomMonths, clock, logger, metrics, signal }: SuppliersOptions,
  started: StartedServices,
): HotelSupplier {
  const { HOTEL_SUPPLIER_URL: url, HOTEL_SUPPLIER_TOKEN: token, SUPPLIER_TIMEOUT_MS: timeoutMs } = config;
  if (url === undefined) return createInHouseHotelSupplier({ roomMonths, clock });
  return started.add(createHttpHotelSupplier({ url, token, timeoutMs, logger, metrics, signal }));
}

function createFlightSupplier(
  { config, flights, outbox, clock, logger, metrics, signal }: SuppliersOptions,
  started: StartedServices,
): FlightSupplier {
  const { FLIGHT_SUPPLIER_URL: url, FLIGHT_SUPPLIER_TOKEN: token, SUPPLIER_TIMEOUT_MS: timeoutMs } = config;
  if (url === undefined) {
    const onChange = () => {
      outbox.notify();
    };
    return createInHouseFlightSupplier({ flights, clock, onChange });
  }
  return started.add(createHttpFlightSupplier({ url, token, timeoutMs, logger, metrics, signal }));
}
