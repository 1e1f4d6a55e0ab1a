import { tableMarkdown, tableText } from '../layout.ts';
import type { Table } from '../layout.ts';
import type { Figures, StoreUse } from './measure.ts';
import { askers } from './operation-kinds.ts';
import type { Asker } from './operation-kinds.ts';
import { sumOf } from '../statistics.ts';
import { allOf } from './throughput.ts';
import { httpConnections } from './world.ts';

/** Those that a booking itself consists of. */
const sagaAlone: readonly Asker[] = ['saga', 'payment'];
const everybody = Object.keys(askers) as Asker[];
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
      'Each client quotes, books and watches, one trip after another; milliseconds from the request of bookTrip until',
      'the subscription said COMPLETED. Raw writes: the same number of single-document writes by a plain driver, by as',
      'many clients, in the same run. Ratio: writes a second of bookings / raw writes a second.',
    ],
    columns: [
      ...['clients', 'bookings/s', 'p50 ms', 'p95 ms', 'p99 ms', 'bookings', 'failed', 'writes each'],
      ...['their writes/s', 'raw writes/s', 'ratio'],
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
      notes: ['By process; `bench` is the clients themselves. Cores used: all of it x bookings a second.'],
      columns: ['clients', ...names, 'all', 'cores used'],
      rows: measured.map(({ clients, times, bookingsPerSecond }) => [
        String(clients),
        ...names.map((name) => (times[name] ?? 0).toFixed(1)),
        allOf(times).toFixed(1),
        ((allOf(times) * bookingsPerSecond) / 1_000).toFixed(2),
      ]),
    },
  ];
}

function askersTable({ uses }: Figures): Table {
  const line = (name: string, some: readonly Asker[]) => [
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
    title: 'Store reads and writes of a booking, by who asks',
    notes: [
      'Counted by the databases’ profilers, until the last event was published.',
      ...everybody.map((asker) => `${asker}: ${askers[asker]}.`),
    ],
    columns: ['asked by', ...uses.flatMap(({ clients }) => [`reads at ${clients}`, `writes at ${clients}`])],
    rows: [
      ...everybody.map((asker) => line(asker, [asker])),
      line('the saga alone (saga, payment)', sagaAlone),
      line('all', everybody),
    ],
  };
}

function operationsTable({ uses }: Figures): Table {
  const [single] = uses;
  const operations = single === undefined ? [] : single.operations;
  const sorted = operations.toSorted(
    (a, b) => everybody.indexOf(a.asker) - everybody.indexOf(b.asker) || b.count - a.count,
  );
  return {
    title: 'Store operations of a booking, by collection and kind',
    notes: ['By one client; inserts are counted in documents, everything else in operations.'],
    columns: ['collection', 'operation', 'asked by', 'each booking'],
    rows: sorted.map((one) => [
      ...[one.collection, one.operation, one.asker],
      single === undefined ? '' : each(single, [one]),
    ]),
  };
}

function idleTable({ idle }: Figures): Table {
  return {
    title: 'Store operations a second without any booking',
    notes: ['Part of the figures above, mostly with one client, whose bookings take longest in all.'],
    columns: ['collection', 'operation', 'asked by', 'a second'],
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
  const line = (name: string, counts: (redis: StoreUse['redis']) => number) => [
    name,
    ...uses.map(({ redis, bookings }) => (counts(redis) / bookings).toFixed(1)),
    (counts(idle.redis) / idle.seconds).toFixed(1),
  ];
  const shown = names.slice(0, commandsShown);
  return {
    title: 'Redis commands of a booking',
    notes: ['INFO commandstats; what scripts call is counted with the scripts.'],
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
      `Every client has a quote of its own; all send bookTrip at once, over ${httpConnections} connections, and watch`,
      'until theirs is final. Milliseconds from a client’s request until it saw the end.',
    ],
    columns: ['clients', 'COMPLETED', 'FAILED SOLD_OUT', 's until all know', 'p50 ms', 'p95 ms', 'p99 ms'],
    rows: contention.map(({ clients, endings, secondsUntilAllAnswered, milliseconds }) => [
      ...[String(clients), String(endings['COMPLETED'] ?? 0), String(endings['FAILED SOLD_OUT'] ?? 0)],
      secondsUntilAllAnswered.toFixed(2),
      ...[milliseconds.p50, milliseconds.p95, milliseconds.p99].map((ms) => ms.toFixed(0)),
    ]),
  };
}

function each({ bookings }: StoreUse, operations: readonly { count: number }[]): string {
  return (sumOf(operations.map(({ count }) => count)) / bookings).toFixed(2);
}
