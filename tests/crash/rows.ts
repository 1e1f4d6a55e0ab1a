import { sagaSteps } from '../../subgraphs/reservations/domain/booking.ts';
import type { SagaStep } from '../../subgraphs/reservations/domain/booking.ts';
import { flightUpdated, reservationEventTypes } from '../../subgraphs/reservations/domain/events.ts';
import { createSteps } from '../../subgraphs/reservations/saga/steps.ts';
import { relayStages } from '../kit/relay-points.ts';
import { requestStages, sagaStages, updateStages } from '../kit/fault-points.ts';
import type { RequestPoint, SagaPoint } from '../kit/fault-points.ts';
import { coveredPayments, coveredRelayEvents, coveredRequests, isCovered } from './coverage.ts';
import {
  paymentPointName,
  paymentStages,
  relayPointName,
  requestPointName,
  sagaPointName,
  updatePointName,
} from './points.ts';

/** The course of a booking. */
export type Scenario =
  | 'completes'
  /** The payment is declined and the booking compensated. */
  | 'declined'
  /** The second flight is sold out and the booking compensated. */
  | 'sold out'
  /** Completed and then cancelled, with a partial refund. */
  | 'cancelled';

/** A row of the matrix: bookings of a scenario, held at a fault point. */
export interface Row {
  /** The name to print and to select by. */
  name: string;
  scenario: Scenario;
  point: string;
  /**
   * The process part that reaches the point: worker, request to the subgraph, its consumer of payment updates, its relay, or the
   * orders subgraph.
   */
  of: 'saga' | 'request' | 'update' | 'relay' | 'payment';
  /** True where orders is called after the point. */
  needsOrders: boolean;
  /** A further point at which the booking is held. */
  alsoHeldAt?: string;
  /** The part of the subject's trip that names the point's subject; the reservation by default. */
  subject?: 'flight';
  /** True where an operator retries the booking while it is held. */
  isRetried?: true;
}

type Stage = SagaPoint['stage'];

/**
 * Creates a row for each stage of each step of a path.
 * @param options.stagesOf the stages of the step at an index; all by default
 */
function sagaRows(options: {
  scenario: Scenario;
  direction: SagaPoint['direction'];
  path: readonly SagaStep[];
  stagesOf?: (at: number) => readonly Stage[];
  note?: string;
}): Row[] {
  const { scenario, direction, path, stagesOf = () => sagaStages, note = '' } = options;
  const payment = path.indexOf('pay');
  return path.flatMap((step, at) =>
    stagesOf(at).map((stage): Row => {
      const point = sagaPointName({ direction, step, stage });
      const needsOrders = at < payment || (at === payment && stage !== 'after-record');
      return { name: `${point}${note}`, scenario, point, of: 'saga', needsOrders };
    }),
  );
}

/** A single write records the intent to undo all steps: only the first undo has a `before-intent`. */
const intendedOnce = (at: number) => (at === 0 ? sagaStages : sagaStages.slice(1));
/** The request's write records the intent of a cancellation: see `requestRows`. */
const intendedByRequest = () => sagaStages.slice(1);

/** Only read for its keys: no supplier is called. */
const handlers = createSteps({ hotels: {}, flights: {}, payments: {} } as Parameters<typeof createSteps>[0]);
/** The steps with an undo, in the order of their undoing. */
const undone = sagaSteps.filter((step) => handlers[step].undo !== null).toReversed();

const requestRows = Object.entries(coveredRequests)
  .filter(([, requested]) => isCovered(requested))
  .flatMap(([request, { scenario }]) =>
    requestStages.map((stage): Row => {
      const point = requestPointName({ request: request as RequestPoint['request'], stage });
      return { name: point, scenario, point, of: 'request', needsOrders: true };
    }),
  );

const paymentRows = Object.entries(coveredPayments).flatMap(([call, covered]) =>
  isCovered(covered)
    ? paymentStages.map((stage): Row => {
        const point = paymentPointName({ call: call as keyof typeof coveredPayments, stage });
        return { name: point, scenario: covered.scenario, point, of: 'payment', needsOrders: true };
      })
    : [],
);

/** The worker waits for the answer to its call, while the event of the payment arrives. */
const updateRows = updateStages.map((stage): Row => {
  const alsoHeldAt = sagaPointName({ direction: 'do', step: 'pay', stage: 'after-effect' });
  const point = updatePointName(stage);
  return { name: point, scenario: 'completes', point, of: 'update', needsOrders: false, alsoHeldAt };
});

const relayRows = ([...Object.values(reservationEventTypes), flightUpdated] as const)
  .filter((type) => isCovered(coveredRelayEvents[type]))
  .flatMap((type) =>
    relayStages.map((stage): Row => {
      const point = relayPointName(stage, type);
      const row = { name: point, scenario: 'completes', point, of: 'relay', needsOrders: false } as const;
      return type === flightUpdated ? { ...row, subject: 'flight' } : row;
    }),
  );

/** `npm run saga -- retry` while a booking is held. */
const operatorRows = (['after-intent', 'after-effect'] satisfies Stage[]).map((stage): Row => {
  const point = sagaPointName({ direction: 'do', step: 'pay', stage });
  return {
    ...{ name: `${point} (retried by an operator)`, scenario: 'completes', point, of: 'saga' },
    ...{ needsOrders: true, isRetried: true },
  };
});

export const rows: readonly Row[] = [
  ...requestRows,
  ...sagaRows({ scenario: 'completes', direction: 'do', path: sagaSteps }),
  ...operatorRows,
  ...sagaRows({ scenario: 'declined', direction: 'undo', path: undone, stagesOf: intendedOnce }),
  ...sagaRows({
    ...{ scenario: 'sold out', direction: 'undo', path: undone.slice(1), stagesOf: intendedOnce },
    note: ' (sold out)',
  }),
  ...sagaRows({ scenario: 'cancelled', direction: 'cancel', path: undone, stagesOf: intendedByRequest }),
  ...updateRows,
  ...paymentRows,
  ...relayRows,
];
