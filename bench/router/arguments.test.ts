import { expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';
import { queryNames } from './graph/queries.ts';
import { targetNames } from './targets.ts';

it('by default measures all targets and queries, and writes the results', () => {
  const { plan, out, profile } = parseArguments([]);
  expect(plan).toMatchObject({ targets: targetNames, queries: queryNames, connections: 32, runs: 3 });
  expect({ out, profile }).toEqual({ out: 'bench/results', profile: null });
});

it('writes the results of a part only with --out', () => {
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
  [['--targets', 'wayfare,nginx'], 'Invalid --targets nginx: expected names of'],
  [['--queries', ''], 'Invalid --queries : expected names of'],
  [['--runs', '0'], 'Invalid --runs 0: expected a whole number from 1 to 100.'],
  [['--seconds', 'many'], 'Invalid --seconds many'],
])('refuses %j', (given, message) => {
  expect(() => parseArguments(given)).toThrow(message);
});
