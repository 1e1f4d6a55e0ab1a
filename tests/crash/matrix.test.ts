import { readFileSync } from 'node:fs';
import { Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { relayPorts } from '../../platform/events/lease-session.ts';
import { subgraphs } from '../../schema/subgraphs.ts';
import { withRelayPoints } from '../kit/relay-points.ts';
import { withRequestPoints, withSagaPoints, withUpdatePoints } from '../kit/fault-points.ts';
import { seededRandom, shuffler } from './chance.ts';
import { columns } from './columns.ts';
import { coveredCommands, coveredMethods, coveredMutations } from './coverage.ts';
import { queuesOf } from './lanes.ts';
import { cells, roundsOf, sampleOf } from './matrix.ts';
import { rows } from './rows.ts';

const shuffled = (seed: number) => shuffler(seededRandom(seed));
const nameOf = ({ column, row }: (typeof cells)[number]) => `${column.name}: ${row.name}`;

describe('the crash matrix', () => {
  it('has rows and columns with unique names', () => {
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    expect(new Set(columns.map(({ name }) => name)).size).toBe(columns.length);
  });

  it.each(['kill worker', 'freeze worker 5 s', 'freeze worker 60 s'])(
    'has a cell of %s for every point of the saga',
    (name) => {
      const own = cells.filter(({ column }) => column.name === name).map(({ row }) => row);
      expect(own).toEqual(expect.arrayContaining(rows.filter(({ of }) => of === 'saga')));
    },
  );

  it.each(['kill relay', 'freeze reservations 5 s', 'freeze reservations 60 s'])(
    'has a cell of %s for every point of the relay',
    (name) => {
      const own = cells.filter(({ column }) => column.name === name).map(({ row }) => row);
      expect(own).toEqual(expect.arrayContaining(rows.filter(({ of }) => of === 'relay')));
    },
  );

  it('promises an end of every booking in each column', () => {
    for (const { promise, finalWithinSeconds } of columns) {
      expect(promise).toMatch(/^[A-Z].+\.$/);
      expect(finalWithinSeconds).toBeGreaterThan(0);
    }
  });
});

describe('rounds of the crash matrix', () => {
  const rounds = roundsOf(cells);

  it('contain every cell once', () => {
    const taken = rounds.flatMap(({ column, rows: some }) => some.map((row) => nameOf({ column, row })));
    expect(taken.toSorted()).toEqual(cells.map(nameOf).toSorted());
  });

  it('hold a single batch of the relay and of the consumer', () => {
    for (const { rows: some } of rounds) {
      expect(some.filter(({ of }) => of === 'relay').length).toBeLessThan(2);
      expect(some.filter(({ of }) => of === 'update').length).toBeLessThan(2);
    }
  });

  it('are dealt out to lanes, each once', () => {
    const queues = queuesOf(rounds);
    const dealt = rounds.map((_, at) => queues[at % queues.length]?.take());
    expect(new Set(dealt)).toEqual(new Set(rounds));
    expect(queues.map((queue) => queue.take())).toEqual(queues.map(() => undefined));
  });
});

describe('the rows of the crash matrix', () => {
  it('cover every mutation of the subgraphs, or a reason is given', () => {
    const mutations = subgraphs.flatMap(({ name }) => mutationsOf(name));
    expect(Object.keys(coveredMutations).toSorted()).toEqual(mutations.toSorted());
  });

  it('cover every operator command, or a reason is given', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const commands = Object.keys(scripts).filter((name) => scripts[name]?.includes('dev/operate.ts'));
    expect(Object.keys(coveredCommands).toSorted()).toEqual(commands.toSorted());
  });

  it.each([...Object.entries(coveredMutations), ...Object.entries(coveredCommands)])(
    'exist for %s where rows are named',
    (_name, covered) => {
      if ('without' in covered) return;
      expect(rows.filter(({ name }) => name.includes(covered.rows))).not.toEqual([]);
    },
  );
});

describe('the fault points', () => {
  /** A port whose methods do nothing. */
  const portOf = (methods: object) =>
    Object.fromEntries(Object.keys(methods).map((name) => [name, () => Promise.resolve(null)])) as never;
  type RequestPorts = Parameters<typeof withRequestPoints>[0];
  const pass = () => Promise.resolve();
  const store: RequestPorts['store'] = portOf(coveredMethods.saga);
  const quotes: RequestPorts['quotes'] = portOf(coveredMethods.quotes);
  const claims: RequestPorts['claims'] = portOf(coveredMethods.claims);
  const handler = { do: pass as never, undo: null };
  const steps = {
    ...{ holdHotel: handler, holdFlight: handler, pay: handler },
    ...{ confirmHotel: handler, confirmFlight: handler },
  };
  const requests = withRequestPoints({ store, quotes, claims }, pass);
  const ports: [keyof typeof coveredMethods, object, object][] = [
    ['saga', store, withSagaPoints({ store, steps }, pass).store],
    ['request', store, requests.store],
    ['update', store, withUpdatePoints(store, pass)],
    ['quotes', quotes, requests.quotes],
    ['claims', claims, requests.claims],
    ['relay', relayPorts, withRelayPoints(relayPorts, pass)],
  ];

  it.each(ports)('of %s stand around each method that is listed with a point', (name, plain, decorated) => {
    const methods = Object.entries(coveredMethods[name]);
    const listed = methods.filter(([, covered]) => covered === 'point').map(([method]) => method);
    const found = Object.keys(decorated).filter(
      (method) => decorated[method as never] !== plain[method as never],
    );
    expect(found.toSorted()).toEqual(listed.toSorted());
  });
});

describe('a sample of the crash matrix', () => {
  it.each([1, 2, 3, 42])(
    'has every column but the longest, with completed, compensated and cancelled bookings (seed %i)',
    (seed) => {
      const shuffle = shuffled(seed);
      const sample = sampleOf(shuffle(cells), shuffle);
      const sampled = columns.filter(({ onlyWhole }) => !onlyWhole);
      expect(new Set(sample.map(({ column }) => column))).toEqual(new Set(sampled));
      for (const column of sampled.filter(({ name }) => name !== 'kill relay')) {
        const stories = sample.filter((cell) => cell.column === column).map(({ row }) => row.scenario);
        expect(stories).toEqual(expect.arrayContaining(['completes', 'declined', 'cancelled']));
      }
    },
  );

  it('derives from the seed', () => {
    const namesOf = (seed: number) => {
      const shuffle = shuffled(seed);
      return sampleOf(shuffle(cells), shuffle).map(nameOf);
    };
    expect(namesOf(42)).toEqual(namesOf(42));
    expect(namesOf(42)).not.toEqual(namesOf(43));
  });
});

/** The fields of a subgraph's `Mutation`. */
function mutationsOf(name: string): string[] {
  const { definitions } = parse(readFileSync(`schema/${name}.graphql`, 'utf8'));
  return definitions.flatMap((definition) =>
    (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION) &&
    definition.name.value === 'Mutation'
      ? (definition.fields ?? []).map((field) => field.name.value)
      : [],
  );
}
