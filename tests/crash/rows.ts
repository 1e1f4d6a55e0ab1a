import type { RelayPoint } from '../../platform/events/term.ts';
import { sagaSteps } from '../../subgraphs/reservations/domain/booking.ts';
import type { SagaStep } from '../../subgraphs/reservations/domain/booking.ts';
import type { SagaPoint } from '../../subgraphs/reservations/saga/engine.ts';
import type { IntakePoint } from '../../subgraphs/reservations/saga/intake-points.ts';
import { intakePointName, paymentPointName, relayPointName, sagaPointName } from './points.ts';
import type { PaymentPoint } from './points.ts';

/** What a booking is about to go through. */
export type Story =
  /** Paid, and completed. */
  | 'completes'
  /** The payment is declined, and everything is undone. */
  | 'declined'
  /** The last of its flights is sold out: what was held is let go of. */
  | 'sold out'
  /** Completed, and then cancelled for a part of its price. */
  | 'cancelled';

/** A row of the matrix: bookings with that story, held at that point. */
export interface Row {
  /** As it is printed and selected. */
  name: string;
  story: Story;
  point: string;
  /** Who passes the point: the worker, a request to the subgraph, the orders subgraph, or the reservations' relay. */
  of: 'saga' | 'intake' | 'payment' | 'relay';
  /** Whether orders still has a part in what comes after the point. */
  needsOrders: boolean;
}

type Stage = SagaPoint['stage'];
const stages: readonly Stage[] = ['before-intent', 'after-intent', 'after-effect', 'after-record'];

/**
 * The points at which some steps are taken one after the other.
 * @param options.stagesOf the stages that a step has; left out, all of them
 */
function sagaRows(options: {
  story: Story;
  direction: SagaPoint['direction'];
  path: readonly SagaStep[];
  stagesOf?: (at: number) => readonly Stage[];
  note?: string;
}): Row[] {
  const { story, direction, path, stagesOf = () => stages, note = '' } = options;
  const payment = path.indexOf('pay');
  return path.flatMap((step, at) =>
    stagesOf(at).map((stage): Row => {
      const point = sagaPointName({ direction, step, stage });
      const needsOrders = at < payment || (at === payment && stage !== 'after-record');
      return { name: `${point}${note}`, story, point, of: 'saga', needsOrders };
    }),
  );
}

/** The intent to undo all of them is one write before the first: the others have no `before-intent`. */
const intendedOnce = (at: number) => (at === 0 ? stages : stages.slice(1));
/** A cancellation's intent is the request's own write: it has its points as an intake. */
const intendedByRequest = () => stages.slice(1);

const undone: readonly SagaStep[] = ['pay', 'holdFlight', 'holdHotel'];

const intakeRows = (['book', 'cancel'] as const).flatMap((intake) =>
  (['before-claim', 'after-claim', 'after-record'] satisfies IntakePoint['stage'][]).map((stage): Row => {
    const point = intakePointName({ intake, stage });
    const story = intake === 'book' ? 'completes' : 'cancelled';
    return { name: point, story, point, of: 'intake', needsOrders: true };
  }),
);

/** Nothing is ever voided here: what is declined was never set aside, and what is cancelled was taken. */
const paymentRows = (['authorise', 'capture', 'refund'] satisfies PaymentPoint['call'][]).flatMap((call) =>
  (['before', 'after'] satisfies PaymentPoint['stage'][]).map((stage): Row => {
    const point = paymentPointName({ call, stage });
    const story = call === 'refund' ? 'cancelled' : 'completes';
    return { name: point, story, point, of: 'payment', needsOrders: true };
  }),
);

/** The first event of a booking, which brings it into being for those who watch, and the last. */
const relayRows = ['reservation.created', 'reservation.completed'].flatMap((type) =>
  (['before-log', 'after-log', 'after-stream'] satisfies RelayPoint['stage'][]).map((stage): Row => {
    const point = relayPointName(stage, type);
    return { name: point, story: 'completes', point, of: 'relay', needsOrders: false };
  }),
);

export const rows: readonly Row[] = [
  ...intakeRows,
  ...sagaRows({ story: 'completes', direction: 'do', path: sagaSteps }),
  ...sagaRows({ story: 'declined', direction: 'undo', path: undone, stagesOf: intendedOnce }),
  ...sagaRows({
    ...{ story: 'sold out', direction: 'undo', path: undone.slice(1), stagesOf: intendedOnce },
    note: ' (sold out)',
  }),
  ...sagaRows({ story: 'cancelled', direction: 'cancel', path: undone, stagesOf: intendedByRequest }),
  ...paymentRows,
  ...relayRows,
];
