/** The part of Wayfare that sends a store operation. */
export type Requester = 'quoteTrip' | 'saga' | 'payment' | 'relay' | 'consumers' | 'watching' | 'background';

/** Descriptions for the tables. */
export const requesters: Readonly<Record<Requester, string>> = {
  quoteTrip: 'the mutation quoteTrip',
  saga: 'bookTrip and the worker, with the in-house inventory',
  payment: 'the orders subgraph with its sandbox payment provider',
  relay: 'the relays, which move events from outboxes and flights into the event logs',
  consumers: 'the consumers, which apply events of other subgraphs, such as order.paid',
  watching: 'the router, for subscriptions',
  background: 'sweepers and leases, which also run without bookings',
};

/** An operation as recorded by a database's profiler. */
export interface ProfiledOperation {
  /** `query`, `insert`, `update`, `remove`, `getmore` or `command`. */
  op: string;
  /** `<database>.<collection>` */
  ns: string;
  command: Readonly<Record<string, unknown>>;
}

export interface OperationKind {
  collection: string;
  /** `find`, `insert`, `update`, `findAndModify`, `aggregate`, `getMore`, … */
  operation: string;
  writes: boolean;
  asker: Requester;
}

/** Classifies an operation and its requester by its collection and its shape. */
export function kindOf(
  owner: 'users' | 'orders' | 'reservations',
  { op, ns, command }: ProfiledOperation,
): OperationKind {
  const collection = ns.slice(ns.indexOf('.') + 1);
  const operation = operationOf(op, command);
  const writes = ['insert', 'update', 'remove', 'findAndModify'].includes(operation);
  const asker = askerOf(owner, collection, operation, command);
  return { collection: `${owner}.${collection}`, operation, writes, asker };
}

function operationOf(op: string, command: ProfiledOperation['command']): string {
  if (op === 'query') return 'find';
  if (op === 'getmore') return 'getMore';
  if (op !== 'command') return op;
  return Object.keys(command)[0] ?? op;
}

function askerOf(
  owner: string,
  collection: string,
  operation: string,
  command: ProfiledOperation['command'],
): Requester {
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

/** True for a query by `$in`: loaders batch ids, the saga reads a single document. */
function isByIds(filter: unknown): boolean {
  const id = (filter as { _id?: unknown } | undefined)?._id;
  return keysOf(id).includes('$in');
}

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}
