import DataLoader from 'dataloader';

/**
 * A batch is a single read. A missing key loads null; a failed read rejects its batch.
 * @param read returns the values in any order
 */
export function loaderByKey<Value>(
  read: (keys: readonly string[]) => Promise<readonly Value[]>,
  keyOf: (value: Value) => string,
): DataLoader<string, Value | null> {
  return new DataLoader(async (keys) => {
    const found = new Map((await read(keys)).map((value) => [keyOf(value), value]));
    return keys.map((key) => found.get(key) ?? null);
  });
}
