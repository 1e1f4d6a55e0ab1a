/**
 * A generator of pseudo-random numbers from 0 up to 1.
 * @see https://github.com/bryc/code/blob/master/jshash/PRNGs.md (mulberry32, public domain)
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Creates a function that shuffles lists by the given numbers. */
export function shuffler(random: () => number) {
  return <Item>(items: readonly Item[]): Item[] =>
    items
      .map((item) => ({ item, rank: random() }))
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ item }) => item);
}
