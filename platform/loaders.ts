import DataLoader from 'dataloader';

/**
 * A loader of things by key, for one request: one read for all the keys asked for together, each key once.
 * A key with nothing to it is null; a failed read is an error of every key in it.
 * @param read reads all of them at once, in any order
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
