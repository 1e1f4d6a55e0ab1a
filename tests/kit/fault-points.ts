import { sagaSteps } from '../../subgraphs/reservations/domain/booking.ts';
import type { Booking, SagaStep } from '../../subgraphs/reservations/domain/booking.ts';
import { directionOf } from '../../subgraphs/reservations/saga/engine.ts';
import type { Direction } from '../../subgraphs/reservations/saga/engine.ts';
import type { StepHandler } from '../../subgraphs/reservations/saga/steps.ts';
import type { BookingRecording, BookingStore } from '../../subgraphs/reservations/store/bookings.ts';
import type { CancellationClaims } from '../../subgraphs/reservations/store/cancellation-claims.ts';
import type { QuoteStore } from '../../subgraphs/reservations/store/quotes.ts';

/** The stages of a step: around each write and each effect. */
export const sagaStages = ['before-intent', 'after-intent', 'after-effect', 'after-record'] as const;
export const requestStages = ['before-claim', 'after-claim', 'after-record'] as const;

/** A point in the saga of a booking, in the worker: `undo pay after-effect`. */
export interface SagaPoint {
  reservationId: string;
  step: SagaStep;
  /** `cancel` is the undoing of a completed booking. */
  direction: Direction;
  stage: (typeof sagaStages)[number];
}

/** A point in the request for a booking or for a cancellation, in the subgraph: `book before-claim`. */
export interface RequestPoint {
  /** The reservation's; at `cancel before-claim` and `cancel after-claim` the id of the claim. */
  id: string;
  request: 'book' | 'cancel';
  stage: (typeof requestStages)[number];
}

export interface SagaPorts {
  store: BookingStore;
  steps: Readonly<Record<SagaStep, StepHandler>>;
}

export interface RequestPorts {
  store: BookingStore;
  quotes: QuoteStore;
  claims: CancellationClaims;
}

/**
 * The ports of the saga's engine with a fault point around each effect and each write.
 * @param reach awaited at every point. It may hold the worker there, or reject: then the drive of the booking dies, which
 * means that it writes nothing more
 */
export function withSagaPoints(
  { store, steps }: SagaPorts,
  reach: (point: SagaPoint) => Promise<void>,
): SagaPorts {
  /** By reservation: the result that the next write records. */
  const results = new Map<string, Omit<SagaPoint, 'stage'>>();
  /** By reservation: the rejection of `reach`. The engine takes it for a fault of the step and tries to record that. */
  const deaths = new Map<string, Error>();

  async function reachInStep(point: SagaPoint): Promise<void> {
    try {
      await reach(point);
    } catch (error) {
      const death = error instanceof Error ? error : new Error(String(error));
      deaths.set(point.reservationId, death);
      throw death;
    }
  }

  async function around<Answer>(
    booking: Booking,
    step: SagaStep,
    effect: () => Promise<Answer>,
  ): Promise<Answer> {
    const point = { reservationId: booking.id, step, direction: directionOf(booking) };
    await reachInStep({ ...point, stage: 'after-intent' });
    try {
      return await effect();
    } finally {
      results.set(booking.id, point);
      await reachInStep({ ...point, stage: 'after-effect' });
    }
  }

  function withPoints(step: SagaStep): StepHandler {
    const handler = steps[step];
    const { undo } = handler;
    return {
      do: (booking) => around(booking, step, () => handler.do(booking)),
      undo: undo === null ? null : (booking) => around(booking, step, () => undo(booking)),
    };
  }

  return {
    steps: Object.fromEntries(sagaSteps.map((step) => [step, withPoints(step)])) as SagaPorts['steps'],
    store: {
      ...store,
      async record(recording) {
        const reservationId = recording.row._id;
        const death = deaths.get(reservationId);
        deaths.delete(reservationId);
        if (death !== undefined) throw death;
        for (const intent of intentsOf(recording)) {
          await reach({ reservationId, ...intent, stage: 'before-intent' });
        }
        const recorded = await store.record(recording);
        const result = results.get(reservationId);
        if (recorded !== null && result !== undefined) {
          results.delete(reservationId);
          await reach({ ...result, stage: 'after-record' });
        }
        return recorded;
      },
    },
  };
}

/** The intents that a write records: to do a step, or to undo all steps (named by the first of them). */
function intentsOf({ row, states }: BookingRecording): Pick<SagaPoint, 'direction' | 'step'>[] {
  return states.flatMap((state): Pick<SagaPoint, 'direction' | 'step'>[] => {
    if ('intended' in state) {
      const wasIntended = row.saga?.intended === true && row.saga.step === state.step;
      return state.intended && !wasIntended ? [{ direction: 'do', step: state.step }] : [];
    }
    if (state.status !== 'COMPENSATING' || row.status === 'COMPENSATING') return [];
    return state.undoing.slice(0, 1).map((step) => ({ direction: 'undo', step }));
  });
}

/** The ports of `bookTrip` and `cancelReservation` with a fault point around each claim and after each write. */
export function withRequestPoints(
  { store, quotes, claims }: RequestPorts,
  reach: (point: RequestPoint) => Promise<void>,
): RequestPorts {
  return {
    store: {
      ...store,
      async insert(facts, request, wakeAt) {
        const row = await store.insert(facts, request, wakeAt);
        if (row !== null) await reach({ id: facts.id, request: 'book', stage: 'after-record' });
        return row;
      },
      async record(recording) {
        const recorded = await store.record(recording);
        // The subgraph also records payment updates, but never on a completed booking.
        if (recorded !== null && recording.row.status === 'COMPLETED') {
          await reach({ id: recorded._id, request: 'cancel', stage: 'after-record' });
        }
        return recorded;
      },
    },
    quotes: {
      ...quotes,
      async claimQuote(quoteId, id, now) {
        await reach({ id, request: 'book', stage: 'before-claim' });
        const claim = await quotes.claimQuote(quoteId, id, now);
        if (claim.outcome === 'claimed') await reach({ id, request: 'book', stage: 'after-claim' });
        return claim;
      },
    },
    claims: {
      ...claims,
      async claim(row) {
        await reach({ id: row._id, request: 'cancel', stage: 'before-claim' });
        const claim = await claims.claim(row);
        await reach({ id: row._id, request: 'cancel', stage: 'after-claim' });
        return claim;
      },
    },
  };
}

/** The stages of payment updates: around the write of a batch. */
export const updateStages = ['before-record', 'after-record'] as const;

/** A point at which a consumer of payment updates may die: `update before-record`. */
export interface UpdatePoint {
  stage: (typeof updateStages)[number];
  /** The reservations of the batch. */
  ids: readonly string[];
}

/** The store of payment updates with a point around the write of a batch. @param reach awaited at every point */
export function withUpdatePoints(
  store: BookingStore,
  reach: (point: UpdatePoint) => Promise<void>,
): BookingStore {
  return {
    ...store,
    async recordMany(records) {
      const ids = records.map(({ row }) => row._id);
      await reach({ stage: 'before-record', ids });
      const recorded = await store.recordMany(records);
      await reach({ stage: 'after-record', ids });
      return recorded;
    },
  };
}
