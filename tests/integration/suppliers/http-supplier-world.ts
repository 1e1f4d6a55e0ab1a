import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { StayLine } from '../../../subgraphs/reservations/domain/trip.ts';
import { createHttpHotelSupplier } from '../../../subgraphs/reservations/suppliers/http-supplier.ts';
import type { HttpSupplierOptions } from '../../../subgraphs/reservations/suppliers/http-supplier.ts';
import { startFakeSupplier, supplierToken } from './fake-supplier.ts';

const price = { amount: 20_000, currency: 'EUR' };
export const priced = { price, charged: price, exchangeRate: '1', refundable: true };
const stay: StayLine = {
  ...{ kind: 'stay', lineId: 'stay-0', description: 'A room', hotelId: 'htl_a', roomTypeId: 'rmt_a' },
  ...{
    roomTypeName: 'Double',
    checkIn: '2031-05-10',
    checkOut: '2031-05-12',
    rooms: 2,
    guests: 3,
    ...priced,
  },
};
/** Two lines, three rooms. */
export const stays = [stay, { ...stay, lineId: 'stay-1', rooms: 1 }];

/** A deadline in the future. */
export const inTime = () => new Date(Date.now() + 60_000);

export type HttpSupplierWorld = Awaited<ReturnType<typeof startHttpSupplierWorld>>;

/** Starts a fake supplier and an HTTP supplier that calls it. */
export async function startHttpSupplierWorld() {
  const stub = await startFakeSupplier();
  let logged: Record<string, unknown>[] = [];
  const write = (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>);
  const logger = pino({ level: 'info' }, { write });
  const metrics = new Registry();
  const adapters: { close(): Promise<void> }[] = [];
  let reservations = 0;

  /** Creates another HTTP supplier, with shorter timeouts than in production. */
  function hotelsWith(options: Partial<HttpSupplierOptions>) {
    const adapter = createHttpHotelSupplier({
      ...{ url: stub.url, token: supplierToken, logger, metrics, timeoutMs: 250, retryDelayMs: 1 },
      ...options,
    });
    adapters.push(adapter);
    return adapter;
  }

  return {
    stub,
    hotels: hotelsWith({}),
    hotelsWith,
    logger,
    metrics,
    logged: () => logged,
    /** The log lines of failed calls. */
    faults: () => logged.filter(({ level, kind }) => level === 40 && kind !== undefined),
    /** Resets the fake supplier. @returns the id of a new reservation */
    reset() {
      logged = [];
      stub.always({});
      stub.books.price((line) => line.price);
      stub.books.sell(1_000);
      reservations += 1;
      return `rsv_${reservations}`;
    },
    async close() {
      for (const adapter of adapters) await adapter.close();
      await stub.close();
    },
  };
}
