import { describe, expect, it } from 'vitest';
import { bounds, faultsOf } from './judge.ts';
import type { Measurement } from './judge.ts';

const quick = { samples: 72, p99Ms: 40, failures: {} };
const calm: Measurement = {
  tally: { '400 OPERATION_TOO_LARGE': 545 },
  honest: { query: quick, health: quick },
  idleP99Ms: { query: 30, health: 10 },
  peakBytes: 300 * 1024 ** 2,
  hasEnded: false,
  ...{ leaks: [], log: '', recoveredAfterSeconds: null },
};
const refused = { expected: { refused: ['400 OPERATION_TOO_LARGE'], also: ['200'] } };
const answered = { expected: { answered: ['open'] } };

function honestQuery(change: Partial<Measurement['honest']['query']>): Measurement {
  return { ...calm, honest: { query: { ...quick, ...change }, health: quick } };
}

describe('faultsOf', () => {
  it('an attack that is refused by its code, beside a quick honest client, has none', () => {
    expect(faultsOf(refused, calm)).toEqual([]);
  });

  it('outcomes: an attack that was answered alone was not refused', () => {
    expect(faultsOf(refused, { ...calm, tally: { '200': 3 } })).toEqual([
      'not refused: expected 400 OPERATION_TOO_LARGE',
    ]);
  });

  it('outcomes: an unlisted outcome, and no outcome', () => {
    const tally = { '400 OPERATION_TOO_LARGE': 1, '500 INTERNAL_SERVER_ERROR': 2 };
    expect(faultsOf(refused, { ...calm, tally })).toEqual([
      'unexpected outcome: 500 INTERNAL_SERVER_ERROR (2 times)',
    ]);
    expect(faultsOf(answered, { ...calm, tally: {} })).toEqual(['no outcome']);
  });

  it('outcomes: more of a kind than the attack may have', () => {
    const attack = { expected: { ...answered.expected, atMost: { open: 200 } } };
    expect(faultsOf(attack, { ...calm, tally: { open: 200 } })).toEqual([]);
    expect(faultsOf(attack, { ...calm, tally: { open: 201 } })).toEqual([
      'open: 201 times, expected at most 200',
    ]);
  });

  it('memory: above the bound; a system that does not tell is not judged', () => {
    const peakBytes = bounds.memoryBytes + 1024 ** 2;
    expect(faultsOf(refused, { ...calm, peakBytes })).toEqual(['memory of 513 MB, above 512 MB']);
    expect(faultsOf(refused, { ...calm, peakBytes: null })).toEqual([]);
  });

  it('a router that ended', () => {
    expect(faultsOf(refused, { ...calm, hasEnded: true, peakBytes: null })).toEqual(['the router ended']);
  });

  it('honest p99: at most twice the idle value, or the floor where that is higher', () => {
    const slow: Measurement = { ...honestQuery({ p99Ms: 700 }), idleP99Ms: { query: 350, health: 10 } };
    expect(faultsOf(refused, slow)).toEqual([]);
    expect(faultsOf(refused, { ...slow, idleP99Ms: { query: 349, health: 10 } })).toEqual([
      'honest query: p99 of 700 ms, above 698 ms',
    ]);
    expect(faultsOf(refused, honestQuery({ p99Ms: bounds.floorMs }))).toEqual([]);
    expect(faultsOf(refused, honestQuery({ p99Ms: bounds.floorMs + 1 }))).toHaveLength(1);
  });

  it('honest p99: of too few requests it is not judged, but reported', () => {
    expect(faultsOf(refused, honestQuery({ samples: 10, p99Ms: 9_000 }))).toEqual([
      `honest query: 10 requests, expected at least ${bounds.minSamples}`,
    ]);
  });

  it('honest requests that fail', () => {
    expect(faultsOf(refused, honestQuery({ failures: { '429 RATE_LIMITED': 2 } }))).toEqual([
      'honest query: 429 RATE_LIMITED (2 times)',
    ]);
  });

  it('an overload: honest requests may be slow, and queries refused, but they must recover', () => {
    const attack = { ...refused, overloads: true as const };
    const slow = honestQuery({ p99Ms: bounds.overloadMs, failures: { '503 OVERLOADED': 3 } });
    expect(faultsOf(attack, { ...slow, recoveredAfterSeconds: 2 })).toEqual([]);
    expect(faultsOf(attack, slow)).toEqual(['honest requests have not recovered within 10 s']);
    const failing = honestQuery({ p99Ms: bounds.overloadMs + 1, failures: { '500': 1 } });
    expect(faultsOf(attack, { ...failing, recoveredAfterSeconds: 2 })).toEqual([
      'honest query: 500 (1 times)',
      'honest query: p99 of 3001 ms, above 3000 ms',
    ]);
  });

  it('logs: a secret in a line, and a missing line', () => {
    expect(faultsOf(refused, { ...calm, leaks: ['x <session id>'] })).toEqual([
      'a secret in the log: x <session id>',
    ]);
    expect(faultsOf({ ...refused, logged: 'origin refused' }, calm)).toEqual([
      'not logged: expected origin refused',
    ]);
    expect(faultsOf({ ...refused, logged: 'origin' }, { ...calm, log: 'origin refused' })).toEqual([]);
  });

  it('outcomes: the rate limits may end any attack, but do not count as its refusal', () => {
    const limited = { '429 RATE_LIMITED': 900 };
    expect(faultsOf(answered, { ...calm, tally: { open: 1, ...limited } })).toEqual([]);
    expect(faultsOf(refused, { ...calm, tally: limited })).toEqual([
      'not refused: expected 400 OPERATION_TOO_LARGE',
    ]);
  });
});
