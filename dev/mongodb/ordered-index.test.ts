import { expect, it } from 'vitest';
import { OrderedIndex } from './ordered-index.ts';

const key = (n: number): string => String(n).padStart(6, '0');

it('agrees with a sorted array under insertions, deletions, ranges and counts', () => {
  const index = new OrderedIndex<number>();
  const present = new Set<number>();
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  for (let step = 0; step < 20_000; step++) {
    const n = random(5000);
    if (random(3) > 0) {
      index.set(key(n), n);
      present.add(n);
    } else {
      index.delete(key(n));
      present.delete(n);
    }
    if (step % 500 !== 0) continue;
    const [from, to] = [random(5000), random(5000)].sort((a, b) => a - b) as [number, number];
    const expected = [...present].sort((a, b) => a - b).filter((one) => one >= from && one < to);
    expect([...index.entries(key(from), key(to))].map(([, value]) => value)).toEqual(expected);
    expect([...index.backward(key(from), key(to))].map(([, value]) => value)).toEqual(expected.toReversed());
    expect(index.count(key(from), key(to))).toBe(expected.length);
    expect(index.size).toBe(present.size);
  }
});

it('loads unsorted entries', () => {
  const index = new OrderedIndex<number>();
  index.load(Array.from({ length: 1000 }, (_, n) => [key((n * 7) % 1000), (n * 7) % 1000]));
  expect([...index.entries('', '\uffff')].map(([, value]) => value)).toEqual(
    Array.from({ length: 1000 }, (_, n) => n),
  );
});
