import type { RelayPoint } from '../kit/relay-points.ts';
import { sagaSteps } from '../../subgraphs/reservations/domain/booking.ts';
import type { SagaStep } from '../../subgraphs/reservations/domain/booking.ts';
import type { RequestPoint, SagaPoint } from '../kit/fault-points.ts';
import { paymentPointName, relayPointName, requestPointName, sagaPointName } from './points.ts';
import type { PaymentPoint } from './points.ts';

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
  /** The process part that reaches the point: worker, request to the subgraph, orders subgraph, relay of the subgraph. */
  of: 'saga' | 'request' | 'payment' | 'relay';
  /** True where orders is called after the point. */
  needsOrders: boolean;
}

type Stage = SagaPoint['stage'];
const stages: readonly Stage[] = ['before-intent', 'after-intent', 'after-effect', 'after-record'];

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
  const { scenario, direction, path, stagesOf = () => stages, note = '' } = options;
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
const intendedOnce = (at: number) => (at === 0 ? stages : stages.slice(1));
/** The request's write records the intent of a cancellation: see `requestRows`. */
const intendedByRequest = () => stages.slice(1);

const undone: readonly SagaStep[] = ['pay', 'holdFlight', 'holdHotel'];

const requestRows = (['book', 'cancel'] as const).flatMap((request) =>
  (['before-claim', 'after-claim', 'after-record'] satisfies RequestPoint['stage'][]).map((stage): Row => {
    const point = requestPointName({ request, stage });
    const scenario = request === 'book' ? 'completes' : 'cancelled';
    return { name: point, scenario, point, of: 'request', needsOrders: true };
  }),
);

/** Without `void`: a declined payment was never authorised, and a cancelled booking's payment was captured. */
const paymentRows = (['authorise', 'capture', 'refund'] satisfies PaymentPoint['call'][]).flatMap((call) =>
  (['before', 'after'] satisfies PaymentPoint['stage'][]).map((stage): Row => {
    const point = paymentPointName({ call, stage });
    const scenario = call === 'refund' ? 'cancelled' : 'completes';
    return { name: point, scenario, point, of: 'payment', needsOrders: true };
  }),
);

/** The first and the last event of a booking. */
const relayRows = ['reservation.created', 'reservation.completed'].flatMap((type) =>
  (['before-log', 'after-log', 'after-stream'] satisfies RelayPoint['stage'][]).map((stage): Row => {
    const point = relayPointName(stage, type);
    return { name: point, scenario: 'completes', point, of: 'relay', needsOrders: false };
  }),
);

export const rows: readonly Row[] = [
  ...requestRows,
  ...sagaRows({ scenario: 'completes', direction: 'do', path: sagaSteps }),
  ...sagaRows({ scenario: 'declined', direction: 'undo', path: undone, stagesOf: intendedOnce }),
  ...sagaRows({
    ...{ scenario: 'sold out', direction: 'undo', path: undone.slice(1), stagesOf: intendedOnce },
    note: ' (sold out)',
  }),
  ...sagaRows({ scenario: 'cancelled', direction: 'cancel', path: undone, stagesOf: intendedByRequest }),
  ...paymentRows,
  ...relayRows,
];
