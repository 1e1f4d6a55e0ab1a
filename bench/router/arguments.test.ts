import { expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';
import { queryNames } from './graph/queries.ts';
import { targetNames } from './targets.ts';

it('measures everything and writes it down, unless told otherwise', () => {
  const { plan, out, profile } = parseArguments([]);
  expect(plan).toMatchObject({ targets: targetNames, queries: queryNames, connections: 32, runs: 3 });
  expect({ out, profile }).toEqual({ out: 'bench/results', profile: null });
});

it('writes nothing of a part, unless told where', () => {
  const part = ['--targets', 'wayfare,aggregator', '--queries', 'one', '--seconds', '5', '--runs', '1'];
  expect(parseArguments(part)).toMatchObject({
    plan: { targets: ['wayfare', 'aggregator'], queries: ['one'], seconds: 5, runs: 1 },
    out: null,
  });
  expect(parseArguments([...part, '--out', 'here']).out).toBe('here');
  expect(parseArguments(['--profile', 'there'])).toMatchObject({ out: null, profile: 'there' });
  expect(parseArguments(['--out', 'here']).out).toBe('here');
});

it.each([
  [['--targets', 'wayfare,nginx'], 'received nginx'],
  [['--queries', ''], 'received '],
  [['--runs', '0'], 'expected a whole number up to 100 as --runs, received 0'],
  [['--seconds', 'many'], 'received many'],
])('refuses %j', (given, message) => {
  expect(() => parseArguments(given)).toThrow(message);
});
