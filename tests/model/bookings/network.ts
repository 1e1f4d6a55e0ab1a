import type { Payments, Supplier } from '../../../subgraphs/reservations/domain/suppliers.ts';
import type { Suppliers } from '../../../subgraphs/reservations/saga/steps.ts';
import type { Process } from './processes.ts';

/** What may go wrong with a call. However it does, the caller is told nothing. */
export type Trouble =
  /** It does not get there. */
  | 'lost'
  /** It gets there and is done, and the answer does not come back. */
  | 'unanswered'
  /** It is given up at once, and done at any time after. */
  | 'stray'
  /** It is given up at once, and gets there only when the network lets go of it. */
  | 'late'
  /** As `late`, and it gets there together with what undoes it. */
  | 'crossing';

export const troubles: readonly Trouble[] = ['lost', 'unanswered', 'stray', 'late', 'crossing'];

export type Callee = keyof Suppliers;

/** Thrown where a call got no answer. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

export interface Network {
  /** What next happens to calls to somebody, one after the other. */
  trouble(callee: Callee, next: readonly Trouble[]): void;
  /** Nothing goes wrong any more; what is late stays late. */
  calm(): void;
  /** Lets go of calls that are late: of one, or of all. */
  deliver(which: number | 'all'): void;
  /** The suppliers as a process reaches them. */
  between(process: Process, own: Suppliers): Suppliers;
}

/** @param strays the suppliers for calls that nobody waits for any more */
export function createNetwork(strays: Suppliers): Network {
  const coming = new Map<Callee, Trouble[]>();
  const late: (() => void)[] = [];
  const crossing = new Map<Callee, (() => void)[]>();

  /**
   * @param undoes whether it undoes what earlier calls did
   * @param act the call as its caller makes it
   * @param drift the call as it goes on where nobody waits for it
   */
  async function call<Answer>(
    callee: Callee,
    process: Process,
    undoes: boolean,
    act: () => Promise<Answer>,
    drift: () => Promise<unknown>,
  ): Promise<Answer> {
    // What becomes of it, nobody hears.
    const adrift = () => void drift().catch(() => undefined);
    const trouble = coming.get(callee)?.shift();
    if (undoes) letGo(crossing.get(callee) ?? []);
    if (trouble === 'unanswered') await act();
    if (trouble === 'stray') adrift();
    if (trouble === 'late') late.push(adrift);
    if (trouble === 'crossing') crossing.set(callee, [...(crossing.get(callee) ?? []), adrift]);
    if (trouble !== undefined) {
      return process.turn(`hears nothing of ${callee} (${trouble})`, () => {
        throw new NoAnswer(`${callee}: ${trouble}`);
      });
    }
    const answer = await act();
    return process.turn(`hears of ${callee}`, () => answer);
  }

  return {
    trouble(callee, next) {
      coming.set(callee, [...(coming.get(callee) ?? []), ...next]);
    },
    calm() {
      coming.clear();
    },
    deliver(which) {
      if (which === 'all') for (const messages of [late, ...crossing.values()]) letGo(messages);
      else letGo(late.splice(which % Math.max(late.length, 1), 1));
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

  /** @returns makes calls of a port as its caller, and as a stray where nobody waits for it */
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

function letGo(messages: (() => void)[]): void {
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
