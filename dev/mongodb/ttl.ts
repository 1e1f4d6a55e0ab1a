import { tags, highKey, encodeValue } from './key-string.ts';
import type { Catalog } from './catalog.ts';

/** Removes expired documents: https://www.mongodb.com/docs/manual/core/index-ttl/ */
export function removeExpired(catalog: Catalog, now: number): void {
  for (const collection of catalog.collections) {
    for (const { spec, tree, descending } of collection.indexes) {
      if (spec.expireAfterSeconds === undefined || descending[0] === true) continue;
      const last = encodeValue(new Date(now - spec.expireAfterSeconds * 1000));
      for (const [, document] of [...tree.entries(String.fromCharCode(tags.date), last + highKey)])
        collection.remove(document);
    }
  }
}
