import type { Payments, Supplier } from '../../../subgraphs/reservations/domain/suppliers.ts';
import type { Suppliers } from '../../../subgraphs/reservations/saga/steps.ts';
import type { Process } from './processes.ts';

/** The ways in which a call fails. In all of them the caller gets no answer. */
export type Trouble =
  /** Never delivered. */
  | 'lost'
  /** Delivered and performed; the answer is lost. */
  | 'unanswered'
  /** Times out at once, and is performed at any later turn. */
  | 'stray'
  /** Times out at once, and is performed only after `deliver`. */
  | 'late'
  /** As `late`, but performed concurrently with its undo. */
  | 'crossing';

export const troubles: readonly Trouble[] = ['lost', 'unanswered', 'stray', 'late', 'crossing'];

export type Callee = keyof Suppliers;

/** Thrown by a call without an answer. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

export interface Network {
  /** Sets the failures of the next calls to a supplier, in order. */
  trouble(callee: Callee, next: readonly Trouble[]): void;
  /** Cancels the failures of future calls. Late calls stay late. */
  calm(): void;
  /** Delivers a late call, or all. */
  deliver(which: number | 'all'): void;
  /** The suppliers as a process calls them. */
  between(process: Process, own: Suppliers): Suppliers;
}

/** @param strays the suppliers that perform calls without a waiting caller */
export function createNetwork(strays: Suppliers): Network {
  const coming = new Map<Callee, Trouble[]>();
  const late: (() => void)[] = [];
  const crossing = new Map<Callee, (() => void)[]>();

  /**
   * @param undoes true for the undo of an earlier call
   * @param act performs the call for its caller
   * @param drift performs the call without a waiting caller
   */
  async function call<Answer>(
    callee: Callee,
    process: Process,
    undoes: boolean,
    act: () => Promise<Answer>,
    drift: () => Promise<unknown>,
  ): Promise<Answer> {
    // No caller is left to get the error.
    const adrift = () => void drift().catch(() => undefined);
    const trouble = coming.get(callee)?.shift();
    if (undoes) deliverAll(crossing.get(callee) ?? []);
    if (trouble === 'unanswered') await act();
    if (trouble === 'stray') adrift();
    if (trouble === 'late') late.push(adrift);
    if (trouble === 'crossing') crossing.set(callee, [...(crossing.get(callee) ?? []), adrift]);
    if (trouble !== undefined) {
      return process.turn(`gets no answer of ${callee} (${trouble})`, () => {
        throw new NoAnswer(`${callee}: ${trouble}`);
      });
    }
    const answer = await act();
    return process.turn(`gets the answer of ${callee}`, () => answer);
  }

  return {
    trouble(callee, next) {
      coming.set(callee, [...(coming.get(callee) ?? []), ...next]);
    },
    calm() {
      coming.clear();
    },
    deliver(which) {
      if (which === 'all') for (const messages of [late, ...crossing.values()]) deliverAll(messages);
      else deliverAll(late.splice(which % Math.max(late.length, 1), 1));
    },
    between(process, own) {
      const payments = through<Payments>('payments', process, own.payments, strays.payments);
      return {
        hotels: suppliedThrough(through('hotels', process, own.hotels, strays.hotels)),
        flights: suppliedThrough(through('flights', process, own.flights, strays.flights)),
        payments: {
          pay: (purchase) => payments((port) => port.pay(purchase)),
          cancel: (order) => payments((port) => port.cancel(order), true),
          refund: (request) => payments((port) => port.refund(request)),
        },
      };
    },
  };

  /** Sends the calls of a port through the network. */
  function through<Port>(callee: Callee, process: Process, own: Port, stray: Port): Through<Port> {
    return (ask, undoes = false) =>
      call(
        callee,
        process,
        undoes,
        () => ask(own),
        () => ask(stray),
      );
  }
}

function deliverAll(messages: (() => void)[]): void {
  for (const message of messages.splice(0)) message();
}

type Through<Port> = <Answer>(ask: (port: Port) => Promise<Answer>, undoes?: boolean) => Promise<Answer>;

function suppliedThrough<Line>(calls: Through<Supplier<Line>>): Supplier<Line> {
  return {
    hold: (id, lines, deadline) => calls((port) => port.hold(id, lines, deadline)),
    confirm: (id, lines) => calls((port) => port.confirm(id, lines)),
    release: (id, lines, deadline) => calls((port) => port.release(id, lines, deadline), true),
  };
}
