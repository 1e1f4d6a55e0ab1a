import { GraphQLError, parse } from 'graphql';
import type { DocumentNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { OperationVariant } from './operation-variant.ts';
import { createVariantCache } from './variant-cache.ts';
import type { VariantCache } from './variant-cache.ts';

function variant({ planError = null, planLength = 100 }: Partial<OperationVariant> = {}): OperationVariant {
  const response = { complete: () => ({ data: {}, errors: [] }) };
  return { planError, subscription: null, step: null, introspect: null, response, planLength };
}

const small = parse('{ a }');
/** A fragment of 1,000 selections, spread several times. */
const manySelections = (spreads: number): DocumentNode =>
  parse(`{ ${'...Many '.repeat(spreads)} } fragment Many on Query { ${'a '.repeat(1_000)} }`);

/** Filters the keys that the cache still has. */
function cachedOf(variants: VariantCache, keys: readonly string[]): string[] {
  return keys.filter((key) => variants.get(key) !== undefined);
}

describe('the cache of operation variants', () => {
  it('keeps the variants of each operation under its own name', () => {
    const variants = createVariantCache();
    const names = [variants.nameOperation(), variants.nameOperation()];
    const compiled = [variant(), variant()];
    for (const [index, one] of compiled.entries()) variants.set(names[index] ?? '', one, small);

    expect(names.map((name) => variants.get(name))).toEqual(compiled);
    expect(variants.get(variants.nameOperation())).toBeUndefined();
  });

  it('evicts the least recently used variant', () => {
    const variants = createVariantCache({ maxVariants: 3 });
    for (const key of ['a', 'b', 'c']) variants.set(key, variant(), small);
    variants.get('a');
    variants.set('d', variant(), small);

    expect(cachedOf(variants, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
  });

  it.each([
    ['with many selections', manySelections(1), 100],
    ['with long plans', small, 100_000],
    ['with many values in their text', parse(`{ a(b: [${'1 '.repeat(3_000)}]) }`), 100],
    ['with long comments in their text', parse(`{ a ${'#\n'.repeat(150_000)} }`), 100],
  ])('holds fewer variants %s', (_case, document, planLength) => {
    const variants = createVariantCache({ maxBytes: 1_000_000 });
    const keys = Array.from({ length: 50 }, (_, index) => String(index));
    for (const key of keys) variants.set(key, variant(), small);
    expect(cachedOf(variants, keys)).toEqual(keys);

    variants.set('large', variant({ planLength }), document);

    const cached = cachedOf(variants, [...keys, 'large']);
    expect(cached.at(-1)).toBe('large');
    expect(cached.length).toBeLessThan(45);
    expect(cached.slice(0, -1)).toEqual(keys.slice(1 - cached.length));
  });

  it('holds at most 2,000 variants, and at most 6 of the largest operations', () => {
    const variants = createVariantCache();
    const keys = Array.from({ length: 3_000 }, (_, index) => String(index));
    for (const key of keys) variants.set(key, variant(), small);
    expect(cachedOf(variants, keys)).toHaveLength(2_000);

    const document = manySelections(20);
    for (const key of keys) variants.set(key, variant(), document);
    expect(cachedOf(variants, keys)).toHaveLength(6);
  });

  it('drops a failed plan after a minute', () => {
    let now = 1;
    const variants = createVariantCache({ now: () => now });
    const failed = variant({ planError: new GraphQLError('Planning takes too long.') });
    variants.set('failed', failed, small);
    variants.set('planned', variant(), small);

    now += 60_000;
    expect(variants.get('failed')).toBe(failed);
    now += 1;
    expect(cachedOf(variants, ['failed', 'planned'])).toEqual(['planned']);
    now += 10_000_000;
    expect(cachedOf(variants, ['planned'])).toEqual(['planned']);
  });
});
