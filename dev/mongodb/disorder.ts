/**
 * Puts results without a sort in another order for each query, for tests: MongoDB promises no order there
 * (https://www.mongodb.com/docs/manual/reference/method/cursor.sort/#sort-consistency).
 */
export interface Disorder {
  shuffle<T>(items: Iterable<T>): T[];
  coin(): boolean;
}

/** Mulberry32, https://github.com/cprosche/mulberry32 */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function createDisorder(seed: number): Disorder {
  const random = seededRandom(seed);
  return {
    shuffle(items) {
      return [...items]
        .map((item) => ({ item, at: random() }))
        .sort((a, b) => a.at - b.at)
        .map(({ item }) => item);
    },
    coin: () => random() < 0.5,
  };
}
