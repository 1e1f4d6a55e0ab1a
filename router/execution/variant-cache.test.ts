import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createVariantCache } from './variant-cache.ts';
import type { VariantCache } from './variant-cache.ts';
import type { OperationVariant } from './operation-variant.ts';

function plan({ fault = null, planLength = 100 }: Partial<OperationVariant> = {}): OperationVariant {
  const response = { complete: () => ({ data: {}, errors: [] }) };
  return { fault, primary: null, step: null, introspect: null, response, planLength };
}

/** Which of these keys there is a plan under. */
function keptOf(plans: VariantCache, keys: readonly string[]): string[] {
  return keys.filter((key) => plans.get(key) !== undefined);
}

describe('the plans that are kept', () => {
  it('are each under the name of its operation', () => {
    const plans = createVariantCache();
    const names = [plans.nameOperation(), plans.nameOperation()];
    const made = [plan(), plan()];
    for (const [index, one] of made.entries()) plans.keep(names[index] ?? '', one, 1);

    expect(names.map((name) => plans.get(name))).toEqual(made);
    expect(plans.get(plans.nameOperation())).toBeUndefined();
  });

  it('are those used last, where there are too many', () => {
    const plans = createVariantCache({ mostPlans: 3 });
    for (const key of ['a', 'b', 'c']) plans.keep(key, plan(), 1);
    plans.get('a');
    plans.keep('d', plan(), 1);

    expect(keptOf(plans, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
  });

  it.each([
    ['ask for much', 1_200, 100],
    ['are long', 1, 100_000],
  ])('are fewer where they %s', (_case, selections, planLength) => {
    const plans = createVariantCache({ mostBytes: 1_000_000 });
    const keys = Array.from({ length: 50 }, (_, index) => String(index));
    for (const key of keys) plans.keep(key, plan(), 1);
    expect(keptOf(plans, keys)).toEqual(keys);

    plans.keep('large', plan({ planLength }), selections);

    const kept = keptOf(plans, [...keys, 'large']);
    expect(kept.at(-1)).toBe('large');
    expect(kept.length).toBeLessThan(45);
    expect(kept.slice(0, -1)).toEqual(keys.slice(1 - kept.length));
  });

  it('hold no more than fits of what any client may send', () => {
    const plans = createVariantCache();
    const keys = Array.from({ length: 3_000 }, (_, index) => String(index));
    for (const key of keys) plans.keep(key, plan(), 1);
    expect(keptOf(plans, keys)).toHaveLength(2_000);

    for (const key of keys) plans.keep(key, plan(), 20_000);
    expect(keptOf(plans, keys)).toHaveLength(6);
  });

  it('are forgotten after a minute where nothing could be planned, and made again', () => {
    let now = 1;
    const plans = createVariantCache({ now: () => now });
    const fault = plan({ fault: new GraphQLError('It takes too long.') });
    plans.keep('faulty', fault, 1);
    plans.keep('sound', plan(), 1);

    now += 60_000;
    expect(plans.get('faulty')).toBe(fault);
    now += 1;
    expect(keptOf(plans, ['faulty', 'sound'])).toEqual(['sound']);
    now += 10_000_000;
    expect(keptOf(plans, ['sound'])).toEqual(['sound']);
  });
});
