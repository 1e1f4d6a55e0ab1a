import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';
import { idleBeside } from './measure.ts';
import { outcomeOf } from './send.ts';

describe('parseArguments', () => {
  it('selects everything, in a random order, by default', () => {
    expect(parseArguments([])).toMatchObject({ sample: false, write: false, once: false, only: [] });
    expect(parseArguments(['--seed', '7']).seed).toBe(7);
  });

  it('refuses a seed that is no number, an unknown attack, and a table of a part', () => {
    expect(() => parseArguments(['--seed', 'x'])).toThrow('expected a whole number as --seed, received x');
    expect(() => parseArguments(['--only', 'x-rays'])).toThrow('received x-rays');
    expect(() => parseArguments(['--write', '--sample'])).toThrow('--write is for a whole run');
    expect(() => parseArguments(['--write', '--only', 'planning'])).toThrow('--write is for a whole run');
  });
});

describe('outcomeOf', () => {
  it.each([
    [200, '{"data":{"hotel":null}}', '200'],
    [
      400,
      '{"errors":[{"message":"no","extensions":{"code":"OPERATION_TOO_LARGE"}}]}',
      '400 OPERATION_TOO_LARGE',
    ],
    [200, '{"data":{"signIn":{"__typename":"TooManyAttempts","message":"no"}}}', '200 TooManyAttempts'],
    [200, '{"data":{"signIn":{"__typename":"Session","accessToken":"…"}}}', '200'],
    [
      200,
      ':\n\nevent: next\ndata: {"errors":[{"message":"no","extensions":{"code":"OPERATION_TOO_LARGE"}}]}\n\n',
      '200 OPERATION_TOO_LARGE',
    ],
    [502, '<html>', '502'],
    [400, '{"errors":[{"message":"no"}]}', '400 without a code'],
  ])('%i %s', (status, text, outcome) => {
    expect(outcomeOf(status, text)).toBe(outcome);
  });
});

describe('idleBeside', () => {
  const at = (milliseconds: number) => ({ query: milliseconds, health: milliseconds });
  const baseline = [
    { share: 0, p99Ms: at(10) },
    { share: 0.5, p99Ms: at(15) },
    { share: 1, p99Ms: at(20) },
  ];

  it('is the idle value beside at least as much harmless load as the attacker took', () => {
    expect([0, 0.2, 0.5, 0.51, 1.3].map((share) => idleBeside(baseline, share).query)).toEqual([
      10, 15, 15, 20, 20,
    ]);
  });
});
