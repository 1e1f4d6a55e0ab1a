import { tableMarkdown, tableText } from '../layout.ts';
import type { Table } from '../layout.ts';
import type { Figures, StoreUsage } from './measure.ts';
import { requesters } from './operation-kinds.ts';
import type { Requester } from './operation-kinds.ts';
import { sumOf } from '../statistics.ts';
import { totalOf } from './throughput.ts';
import { httpConnections } from './world.ts';

/** The requesters of the booking itself. */
const bookingRequesters: readonly Requester[] = ['saga', 'payment'];
const allRequesters = Object.keys(requesters) as Requester[];
const commandsShown = 14;

export function figuresText(figures: Figures): string {
  return [heading(figures), ...tablesOf(figures).map(tableText), auditText(figures)].join('\n\n');
}

export function figuresMarkdown(figures: Figures): string {
  return [
    `## ${heading(figures)}`,
    ...tablesOf(figures).map(tableMarkdown),
    `### Inventory\n\n${auditText(figures)}`,
  ].join('\n\n');
}

function heading({ store }: Figures): string {
  return `Store: ${store}`;
}

function auditText({ audit, inventory }: Figures): string {
  const sizes = Object.entries(inventory).map(([what, count]) => `${what} ${count}`);
  return (
    `For sale: ${sizes.join(', ')}. Recomputed at the end: ${audit.documents} inventory documents against ` +
    `${audit.reservations} reservations, ${audit.differences} differences.`
  );
}

function tablesOf(figures: Figures): Table[] {
  return [
    pacesTable(figures),
    ...processorTable(figures),
    askersTable(figures),
    operationsTable(figures),
    idleTable(figures),
    commandsTable(figures),
    contentionTable(figures),
  ];
}

function pacesTable({ paces }: Figures): Table {
  return {
    title: 'Bookings to COMPLETED',
    notes: [
      'Each client gets a quote, books and subscribes, one trip after another. Milliseconds: from the request of',
      'bookTrip until the subscription delivers COMPLETED. Raw writes: the same number of single-document writes by the',
      'plain driver, with as many clients, in the same run. Ratio: writes a second of bookings / raw writes a second.',
    ],
    columns: [
      ...['clients', 'bookings/s', 'p50 ms', 'p95 ms', 'p99 ms', 'bookings', 'failed', 'writes each'],
      ...['booking writes/s', 'raw writes/s', 'ratio'],
    ],
    rows: paces.map(({ clients, bookingsPerSecond, milliseconds, bookings, ...pace }) => [
      ...[String(clients), bookingsPerSecond.toFixed(1)],
      ...[milliseconds.p50, milliseconds.p95, milliseconds.p99].map((ms) => ms.toFixed(0)),
      ...[String(bookings), '0', pace.writesPerBooking.toFixed(1)],
      ...[(bookingsPerSecond * pace.writesPerBooking).toFixed(0), pace.raw.writesPerSecond.toFixed(0)],
      pace.ofRawRate.toFixed(3),
    ]),
  };
}

function processorTable({ paces }: Figures): Table[] {
  const measured = paces.flatMap(({ clients, bookingsPerSecond, processorMilliseconds: times }) =>
    times === null ? [] : [{ clients, bookingsPerSecond, times }],
  );
  const names = Object.keys(measured[0]?.times ?? {});
  if (names.length === 0) return [];
  return [
    {
      title: 'Processor time of a booking, in milliseconds',
      notes: [
        'By process; `bench` is the clients. Cores used: processor time of a booking × bookings a second.',
      ],
      columns: ['clients', ...names, 'all', 'cores used'],
      rows: measured.map(({ clients, times, bookingsPerSecond }) => [
        String(clients),
        ...names.map((name) => (times[name] ?? 0).toFixed(1)),
        totalOf(times).toFixed(1),
        ((totalOf(times) * bookingsPerSecond) / 1_000).toFixed(2),
      ]),
    },
  ];
}

function askersTable({ uses }: Figures): Table {
  const line = (name: string, some: readonly Requester[]) => [
    name,
    ...uses.flatMap((use) =>
      [false, true].map((writes) =>
        each(
          use,
          use.operations.filter((one) => some.includes(one.asker) && one.writes === writes),
        ),
      ),
    ),
  ];
  return {
    title: 'Store reads and writes of a booking, by requester',
    notes: [
      'Counted by the databases’ profilers until the last event was published.',
      ...allRequesters.map((asker) => `${asker}: ${requesters[asker]}.`),
    ],
    columns: ['requester', ...uses.flatMap(({ clients }) => [`reads at ${clients}`, `writes at ${clients}`])],
    rows: [
      ...allRequesters.map((asker) => line(asker, [asker])),
      line('booking only (saga, payment)', bookingRequesters),
      line('all', allRequesters),
    ],
  };
}

function operationsTable({ uses }: Figures): Table {
  const [single] = uses;
  const operations = single === undefined ? [] : single.operations;
  const sorted = operations.toSorted(
    (a, b) => allRequesters.indexOf(a.asker) - allRequesters.indexOf(b.asker) || b.count - a.count,
  );
  return {
    title: 'Store operations of a booking, by collection and kind',
    notes: ['With one client. Inserts are counted in documents, all others in operations.'],
    columns: ['collection', 'operation', 'requester', 'each booking'],
    rows: sorted.map((one) => [
      ...[one.collection, one.operation, one.asker],
      single === undefined ? '' : each(single, [one]),
    ]),
  };
}

function idleTable({ idle }: Figures): Table {
  return {
    title: 'Store operations a second without bookings',
    notes: ['Contained in the figures above, mostly in those with one client, which last longest.'],
    columns: ['collection', 'operation', 'requester', 'a second'],
    rows: idle.operations
      .toSorted((a, b) => b.count - a.count)
      .map(({ collection, operation, asker, count }) => [
        ...[collection, operation, asker, (count / idle.seconds).toFixed(2)],
      ]),
  };
}

function commandsTable({ uses, idle }: Figures): Table {
  const [single] = uses;
  const names = Object.entries(single?.redis ?? {})
    .toSorted(([, a], [, b]) => b - a)
    .map(([name]) => name);
  const line = (name: string, counts: (redis: StoreUsage['redis']) => number) => [
    name,
    ...uses.map(({ redis, bookings }) => (counts(redis) / bookings).toFixed(1)),
    (counts(idle.redis) / idle.seconds).toFixed(1),
  ];
  const shown = names.slice(0, commandsShown);
  return {
    title: 'Redis commands of a booking',
    notes: ['From INFO commandstats, which counts scripts and the commands in them.'],
    columns: ['command', ...uses.map(({ clients }) => `at ${clients}`), 'a second, idle'],
    rows: [
      ...shown.map((name) => line(name, (redis) => redis[name] ?? 0)),
      line('others', (redis) =>
        sumOf(Object.entries(redis).flatMap(([name, calls]) => (shown.includes(name) ? [] : [calls]))),
      ),
      line('all', (redis) => sumOf(Object.values(redis))),
    ],
  };
}

function contentionTable({ contention }: Figures): Table {
  return {
    title: 'The last room',
    notes: [
      `Each client has its own quote. All send bookTrip at once over ${httpConnections} connections, and subscribe until`,
      'their booking is final. Milliseconds: from a client’s request until it sees the final status.',
    ],
    columns: ['clients', 'COMPLETED', 'FAILED SOLD_OUT', 's until all final', 'p50 ms', 'p95 ms', 'p99 ms'],
    rows: contention.map(({ clients, endings, secondsUntilAllAnswered, milliseconds }) => [
      ...[String(clients), String(endings['COMPLETED'] ?? 0), String(endings['FAILED SOLD_OUT'] ?? 0)],
      secondsUntilAllAnswered.toFixed(2),
      ...[milliseconds.p50, milliseconds.p95, milliseconds.p99].map((ms) => ms.toFixed(0)),
    ]),
  };
}

function each({ bookings }: StoreUsage, operations: readonly { count: number }[]): string {
  return (sumOf(operations.map(({ count }) => count)) / bookings).toFixed(2);
}
