/** What asked a store for something. */
export type Asker = 'quoteTrip' | 'saga' | 'payment' | 'relay' | 'consumers' | 'watching' | 'background';

/** What each of them is, for whoever reads the tables. */
export const askers: Readonly<Record<Asker, string>> = {
  quoteTrip: 'the mutation quoteTrip',
  saga: 'bookTrip and the worker, with the in-house inventory',
  payment: 'orders, with the sandbox that stands for a payment provider',
  relay: 'the relays, which move events from outboxes and flights into the logs',
  consumers: 'those that apply events of other subgraphs, such as that an order was paid',
  watching: 'the router, to tell subscribers',
  background: 'sweepers and leases, which go on while nothing is booked',
};

/** One operation, as a database's profiler recorded it. */
export interface Profiled {
  /** `query`, `insert`, `update`, `remove`, `getmore` or `command`. */
  op: string;
  /** `<database>.<collection>` */
  ns: string;
  command: Readonly<Record<string, unknown>>;
}

export interface Kind {
  collection: string;
  /** `find`, `insert`, `update`, `findAndModify`, `aggregate`, `getMore`, … */
  operation: string;
  writes: boolean;
  asker: Asker;
}

/** Names what an operation does, and finds out who asked for it, from its collection and its shape. */
export function kindOf(owner: 'users' | 'orders' | 'reservations', { op, ns, command }: Profiled): Kind {
  const collection = ns.slice(ns.indexOf('.') + 1);
  const operation = operationOf(op, command);
  const writes = ['insert', 'update', 'remove', 'findAndModify'].includes(operation);
  const asker = askerOf(owner, collection, operation, command);
  return { collection: `${owner}.${collection}`, operation, writes, asker };
}

function operationOf(op: string, command: Profiled['command']): string {
  if (op === 'query') return 'find';
  if (op === 'getmore') return 'getMore';
  if (op !== 'command') return op;
  return Object.keys(command)[0] ?? op;
}

function askerOf(owner: string, collection: string, operation: string, command: Profiled['command']): Asker {
  const filter = keysOf(command['filter'] ?? command['q'] ?? command['query']);
  const pulled = keysOf((command['u'] as Partial<Record<string, unknown>> | undefined)?.['$pull']);
  if (filter.includes('outbox.at') || pulled.includes('outbox')) return 'relay';
  if (filter.includes('wakeAt') || filter.includes('dueAt')) return 'background';
  const byIds = operation === 'find' && isByIds(command['filter']);
  switch (`${owner}.${collection}`) {
    case 'reservations.hotels':
    case 'reservations.roomTypes':
      return 'quoteTrip';
    case 'reservations.quotes':
      return operation === 'insert' ? 'quoteTrip' : 'saga';
    case 'reservations.roomMonths':
      return byIds ? 'quoteTrip' : 'saga';
    case 'reservations.flights':
      if (filter.includes('unpublished') || filter.includes('version')) return 'relay';
      return byIds ? 'quoteTrip' : 'saga';
    case 'reservations.reservations':
      if (byIds) return 'projection' in command ? 'watching' : 'consumers';
      return 'saga';
    case 'orders.orders':
      return byIds ? 'watching' : 'payment';
    case 'orders.sandbox_payments':
      return 'payment';
    case 'orders.buyers':
      return 'consumers';
    case 'users.events':
    case 'orders.events':
    case 'reservations.events':
      return byIds ? 'watching' : 'relay';
    default:
      return 'background';
  }
}

/** Loaders ask for many at once; the saga knows which one it wants. */
function isByIds(filter: unknown): boolean {
  const id = (filter as { _id?: unknown } | undefined)?._id;
  return keysOf(id).includes('$in');
}

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
