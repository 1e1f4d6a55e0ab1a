import { requestIdHeader } from '../../../platform/http/server.ts';
import type { Logger } from '../../../platform/log.ts';
import type { Registry } from '../../../platform/metrics.ts';
import type { FlightSupplier, HoldOutcome, HotelSupplier, Supplier } from '../domain/suppliers.ts';
import type { FlightLine, StayLine } from '../domain/trip.ts';
import { readConfirmation, readHold, readRelease, readState } from './http-supplier-answers.ts';
import type { LineState, SoldLine } from './http-supplier-answers.ts';
import { CallFault, createResilientCalls, isFault } from './resilient-calls.ts';
import type { Call, ResilientCalls } from './resilient-calls.ts';

export interface HttpSupplierOptions {
  /** The base URL of the protocol in docs/suppliers.md, without a trailing slash. */
  url: string;
  /** The bearer token. */
  token?: string | undefined;
  logger: Logger;
  metrics: Registry;
  /** The time for a call. After that the state of the hold is queried. */
  timeoutMs: number;
  retries?: number;
  retryDelayMs?: number;
  breakMs?: number;
  /** Aborts calls under way: their outcome is unknown, as after a timeout. */
  signal?: AbortSignal;
}

/** Creates the supplier of external rooms. */
export function createHttpHotelSupplier(
  options: HttpSupplierOptions,
): HotelSupplier & { close(): Promise<void> } {
  return createHttpSupplier<StayLine>(
    'the hotel supplier',
    ({ hotelId, roomTypeId, checkIn, checkOut, rooms, guests }) => ({
      ...{ hotelId, roomTypeId, checkIn, checkOut, rooms, guests },
    }),
    options,
  );
}

/** Creates the supplier of external seats. */
export function createHttpFlightSupplier(
  options: HttpSupplierOptions,
): FlightSupplier & { close(): Promise<void> } {
  return createHttpSupplier<FlightLine>(
    'the flight supplier',
    ({ flightId, cabin, passengers }) => ({ flightId, cabin, passengers }),
    options,
  );
}

interface Connection {
  callee: string;
  url: string;
  token: string | undefined;
  logger: Logger;
  calls: ResilientCalls;
}

/** @param detailsOf the fields of a line to send besides its id and its price */
function createHttpSupplier<Line extends SoldLine>(
  callee: string,
  detailsOf: (line: Line) => object,
  { url, token, ...options }: HttpSupplierOptions,
): Supplier<Line> & { close(): Promise<void> } {
  const secrets = token === undefined ? [] : [token];
  const calls = createResilientCalls({ ...options, callee, secrets });
  const connection: Connection = { callee, url, token, logger: options.logger, calls };
  return {
    hold(reservationId, lines, deadline) {
      const details = lines.map((line) => ({ lineId: line.lineId, ...detailsOf(line), price: line.price }));
      return hold(connection, reservationId, lines, { deadline: deadline.toISOString(), lines: details });
    },
    confirm: (reservationId, lines) => confirm(connection, reservationId, lines),
    release: (reservationId, lines, deadline) => release(connection, reservationId, lines, deadline),
    close: () => calls.close(),
  };
}

function hold(
  connection: Connection,
  reservationId: string,
  lines: readonly SoldLine[],
  body: object,
): Promise<HoldOutcome> {
  const call = callTo<HoldOutcome>(connection, reservationId, {
    operation: 'hold',
    method: 'PUT',
    body,
    read: (answer) => readHold(answer, reservationId, lines),
  });
  return callOrQuery(connection, call, lines, (states) => {
    if (states.includes('released')) return { outcome: 'too_late' };
    const isHeld = states.every((state) => state === 'held' || state === 'booked');
    return isHeld ? { outcome: 'held' } : undefined;
  });
}

/** @throws CallFault where the supplier holds nothing */
async function confirm(
  connection: Connection,
  reservationId: string,
  lines: readonly SoldLine[],
): Promise<void> {
  const call = callTo(connection, reservationId, {
    operation: 'confirmation',
    method: 'POST',
    path: '/confirmation',
    body: {},
    read: (answer) => readConfirmation(answer, reservationId, lines),
  });
  const outcome = await callOrQuery(connection, call, lines, (states) =>
    states.every((state) => state === 'booked') ? 'confirmed' : undefined,
  );
  if (outcome === 'confirmed') return;
  const lineIds = lines.map(({ lineId }) => lineId).join(', ');
  throw new CallFault(
    'refused',
    `${connection.callee} cannot confirm ${reservationId}: expected holds of ${lineIds}, it holds nothing`,
  );
}

async function release(
  connection: Connection,
  reservationId: string,
  lines: readonly SoldLine[],
  deadline: Date,
): Promise<void> {
  const call = callTo(connection, reservationId, {
    operation: 'release',
    method: 'DELETE',
    path: `?deadline=${encodeURIComponent(deadline.toISOString())}`,
    read: (answer) => readRelease(answer, reservationId),
  });
  await callOrQuery(connection, call, lines, (states) =>
    states.every((state) => state === 'released') ? 'released' : undefined,
  );
}

/**
 * Sends a call with retries. After a call of unknown outcome the supplier is asked for the state of the hold; where the
 * state does not decide the outcome, the call is repeated. An outcome is never assumed.
 * @param outcomeOf the outcome that the states of the lines prove; undefined where the outcome stays open
 * @throws CallFault where the outcome stays unknown
 */
function callOrQuery<Outcome>(
  connection: Connection,
  call: Call<Outcome>,
  lines: readonly SoldLine[],
  outcomeOf: (states: readonly LineState[]) => Outcome | undefined,
): Promise<Outcome> {
  const { callee, logger, calls } = connection;
  return calls.withRetries(async () => {
    try {
      return await calls.call(call);
    } catch (error) {
      if (!isFault(error, 'no_answer', 'invalid_answer')) throw error;
      const states = await queryStates(connection, call, lines);
      const outcome = states === null ? undefined : outcomeOf(states);
      if (outcome === undefined) throw error;
      const { operation, reservationId } = call;
      logger.info({ callee, operation, reservationId, states }, 'upstream call outcome found by query');
      return outcome;
    }
  });
}

/** @returns the states of the lines; null where the query fails, too */
async function queryStates(
  connection: Connection,
  { operation, reservationId }: Call<unknown>,
  lines: readonly SoldLine[],
): Promise<LineState[] | null> {
  // The price of a line to release does not matter.
  const checksPrices = operation !== 'release';
  const query = callTo(connection, reservationId, {
    operation: 'state',
    method: 'GET',
    read: (answer) => readState(answer, reservationId, lines, checksPrices),
  });
  try {
    return await connection.calls.call(query);
  } catch (error) {
    if (isFault(error, 'contradictory')) throw error;
    return null;
  }
}

/** @param call.path follows the URL of the reservation's hold */
function callTo<Answer>(
  { url, token }: Connection,
  reservationId: string,
  { path = '', ...call }: Pick<Call<Answer>, 'operation' | 'method' | 'body' | 'read'> & { path?: string },
): Call<Answer> {
  return {
    ...call,
    reservationId,
    url: `${url}/holds/${encodeURIComponent(reservationId)}${path}`,
    headers: () => ({
      'idempotency-key': `${reservationId}/${call.operation}`,
      [requestIdHeader]: reservationId,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    }),
  };
}
