import { describe, expect, it } from 'vitest';
import { anonymous } from '../../platform/identity.ts';
import { compileOverrides, overridesBySettings } from './overrides.ts';

const request = { caller: anonymous };
const draws = (...values: number[]) => {
  let at = 0;
  return () => values[at++ % values.length] ?? 0;
};

describe('@override labels', () => {
  it('percent(n) is active for n of 100 requests', () => {
    const random = draws(...Array.from({ length: 100 }, (_, at) => at / 100));
    const active = compileOverrides(['percent(5)', 'percent(0)', 'percent(100)'], () => false);
    const counted = compileOverrides(['percent(5)'], () => false, random);
    const times = Array.from({ length: 100 }, () => counted?.(request).length);

    expect(active?.(request).filter((label) => label !== 'percent(5)')).toEqual(['percent(100)']);
    expect(times.filter((count) => count === 1)).toHaveLength(5);
  });

  it('a named label is decided by the hook, with the caller', () => {
    const decide = (label: string, { caller }: typeof request) =>
      label === 'summer' && caller.kind === 'anonymous';

    expect(compileOverrides(['summer', 'winter'], decide)?.(request)).toEqual(['summer']);
  });

  it('settings decide a named label: always, never, or for a share of the requests', () => {
    const decide = overridesBySettings({ on: true, off: false, half: 50 }, draws(0.49, 0.5));

    expect(['on', 'off', 'unset', 'toString'].map((label) => decide(label, request))).toEqual([
      ...[true, false, false, false],
    ]);
    expect([decide('half', request), decide('half', request)]).toEqual([true, false]);
  });

  it('a supergraph without labels decides nothing', () => {
    expect(compileOverrides([], () => true)).toBeNull();
  });
});
