import { requestIdHeader } from '../../../platform/http/server.ts';
import type { Logger } from '../../../platform/log.ts';
import type { FlightSupplier, HoldOutcome, HotelSupplier, Supplier } from '../domain/suppliers.ts';
import type { FlightLine, StayLine } from '../domain/trip.ts';
import { readConfirmation, readHold, readRelease, readState } from './http-supplier-answers.ts';
import type { LineState, SoldLine } from './http-supplier-answers.ts';
import { CallFault, createResilientCalls, isFault } from './resilient-calls.ts';
import type { Call } from './resilient-calls.ts';

export interface HttpSupplierOptions {
  /** Where the supplier speaks the protocol of docs/suppliers.md, without a slash at the end. */
  url: string;
  /** Sent as a bearer token. */
  token?: string | undefined;
  logger: Logger;
  /** How long a call may take before it is asked what became of it. */
  timeoutMs: number;
  retries?: number;
  retryDelayMs?: number;
  breakMs?: number;
  /** Ends calls under way: their outcome is then as unknown as after a timeout. */
  signal?: AbortSignal;
}

/** Rooms of a supplier outside. */
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

/** Seats of a supplier outside. */
export function createHttpFlightSupplier(
  options: HttpSupplierOptions,
): FlightSupplier & { close(): Promise<void> } {
  return createHttpSupplier<FlightLine>(
    'the flight supplier',
    ({ flightId, cabin, passengers }) => ({ flightId, cabin, passengers }),
    options,
  );
}

/**
 * A supplier over HTTP. A call whose outcome is in doubt is followed by the question what became of it; where that
 * does not settle it, it is repeated, and what stays unknown in the end is thrown: nothing is ever assumed.
 * @param detailsOf what the supplier is told of a line, besides its id and its price
 */
function createHttpSupplier<Line extends SoldLine>(
  callee: string,
  detailsOf: (line: Line) => object,
  { url, token, ...options }: HttpSupplierOptions,
): Supplier<Line> & { close(): Promise<void> } {
  const calls = createResilientCalls({
    ...{ ...options, callee, secrets: token === undefined ? [] : [token] },
  });

  const headersOf = (reservationId: string, what: string) => ({
    'idempotency-key': `${reservationId}/${what}`,
    [requestIdHeader]: reservationId,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  });

  /** @param path after the hold's own address */
  function callFor<Answer>(
    reservationId: string,
    call: Pick<Call<Answer>, 'what' | 'method' | 'body' | 'read'>,
    path = '',
  ): Call<Answer> {
    const hold = `${url}/holds/${encodeURIComponent(reservationId)}`;
    return { ...call, reservationId, url: hold + path, headers: headersOf(reservationId, call.what) };
  }

  /**
   * @param settledBy what the states of the lines say of the call, where they say it for certain
   * @throws CallFault where the outcome stays unknown, or is none that was asked for
   */
  function settled<Outcome>(
    call: Call<Outcome>,
    lines: readonly Line[],
    settledBy: (states: readonly LineState[]) => Outcome | undefined,
  ): Promise<Outcome> {
    return calls.repeated(async () => {
      try {
        return await calls.call(call);
      } catch (error) {
        if (!isFault(error, 'no_answer', 'garbage')) throw error;
        const states = await stateAfter(call, lines);
        const outcome = states === null ? undefined : settledBy(states);
        if (outcome === undefined) throw error;
        const fields = { callee, call: call.what, reservationId: call.reservationId, states };
        options.logger.info(fields, `${callee} says what became of a call without an answer`);
        return outcome;
      }
    });
  }

  /** What became of a call; null where that is not to be known either. */
  async function stateAfter(
    { what, reservationId }: Call<unknown>,
    lines: readonly Line[],
  ): Promise<LineState[] | null> {
    const read = (came: unknown) => readState(came, reservationId, lines, what !== 'release');
    const question = callFor(reservationId, { what: 'state', method: 'GET', body: undefined, read });
    try {
      return await calls.call(question);
    } catch (error) {
      if (isFault(error, 'contradicts')) throw error;
      return null;
    }
  }

  return {
    hold(reservationId, lines, deadline) {
      const asked = lines.map((line) => ({
        ...{ lineId: line.lineId, ...detailsOf(line), price: line.price },
      }));
      const call = callFor<HoldOutcome>(reservationId, {
        ...{ what: 'hold', method: 'PUT', body: { deadline: deadline.toISOString(), lines: asked } },
        read: (came) => readHold(came, reservationId, lines),
      });
      return settled(call, lines, (states) => {
        if (states.includes('released')) return { outcome: 'too_late' };
        return states.every((state) => state === 'held' || state === 'booked')
          ? { outcome: 'held' }
          : undefined;
      });
    },

    async confirm(reservationId, lines) {
      const call = callFor(
        reservationId,
        {
          ...{ what: 'confirmation', method: 'POST', body: {} },
          read: (came) => readConfirmation(came, reservationId, lines),
        },
        '/confirmation',
      );
      const outcome = await settled(call, lines, (states) =>
        states.every((state) => state === 'booked') ? 'confirmed' : undefined,
      );
      if (outcome === 'confirmed') return;
      throw new CallFault(
        'refused',
        `expected ${callee} to hold ${lines.map(({ lineId }) => lineId).join(', ')} of ${reservationId}, ` +
          'which is to be booked: it says that nothing is held',
      );
    },

    async release(reservationId, lines, deadline) {
      const call = callFor(
        reservationId,
        {
          ...{ what: 'release', method: 'DELETE', body: undefined },
          read: (came) => readRelease(came, reservationId),
        },
        `?deadline=${encodeURIComponent(deadline.toISOString())}`,
      );
      await settled(call, lines, (states) =>
        states.every((state) => state === 'released') ? 'released' : undefined,
      );
    },

    close: () => calls.close(),
  };
}
