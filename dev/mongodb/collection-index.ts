import { MongoError } from './errors.ts';
import { implies } from './bounds.ts';
import { highKey, encodeKey } from './key-string.ts';
import { compileFilter, type Matcher } from './matcher.ts';
import { OrderedIndex } from './ordered-index.ts';
import { indexKeys, type Path } from './paths.ts';
import type { StoredDocument } from './stored-document.ts';
import { shellText } from './shell-text.ts';
import type { Doc } from './values.ts';

export interface IndexSpec {
  name: string;
  key: Record<string, 1 | -1>;
  unique?: boolean;
  partialFilterExpression?: Doc;
  expireAfterSeconds?: number;
}

/** An index of a collection: compound, multikey, unique, partial, TTL. */
export class CollectionIndex {
  /** Replaced when `collMod` changes the expiry. */
  spec: IndexSpec;
  readonly fields: readonly string[];
  readonly descending: readonly boolean[];
  readonly tree = new OrderedIndex<StoredDocument>();
  /** For each field, true once a document held an array there; as in MongoDB it stays true until a rebuild. */
  readonly multikey: boolean[];
  private readonly paths: readonly Path[];
  private readonly covers: Matcher;

  constructor(spec: IndexSpec) {
    this.spec = spec;
    this.fields = Object.keys(spec.key);
    this.descending = Object.values(spec.key).map((direction) => direction < 0);
    this.paths = this.fields.map((field) => field.split('.'));
    this.multikey = this.fields.map(() => false);
    this.covers = compileFilter(spec.partialFilterExpression ?? {});
  }

  get isMultikey(): boolean {
    return this.multikey.includes(true);
  }

  /** False for a partial index unless the query implies its filter. */
  serves(filter: Doc): boolean {
    return !this.spec.partialFilterExpression || implies(filter, this.spec.partialFilterExpression);
  }

  keysOf(document: StoredDocument): string[] {
    if (!this.covers(document.plain)) return [];
    const keys = indexKeys(document.plain, this.paths, (field) => {
      this.multikey[field] = true;
    }).map((values) => encodeKey(values, this.descending, document.id));
    return keys.length > 1 ? [...new Set(keys)] : keys;
  }

  /** https://www.mongodb.com/docs/manual/core/index-unique/ */
  assertFree(keys: readonly string[], document: StoredDocument, namespace: string): void {
    if (this.spec.unique !== true) return;
    for (const key of keys) {
      const value = key.slice(0, -6);
      for (const [, holder] of this.tree.entries(value, value + highKey)) {
        if (holder.id !== document.id) throw this.duplicate(document, value, namespace);
      }
    }
  }

  duplicate(document: StoredDocument, encoded: string, namespace: string): MongoError {
    const all = indexKeys(document.plain, this.paths, () => undefined);
    const values = all.find((one) => encodeKey(one, this.descending) === encoded) ?? [];
    const keyValue = Object.fromEntries(this.fields.map((field, at) => [field, values[at] ?? null]));
    return new MongoError(
      11000,
      `E11000 duplicate key error collection: ${namespace} index: ${this.spec.name} dup key: ${shellText(keyValue)}`,
      { keyPattern: this.spec.key, keyValue },
    );
  }

  add(keys: readonly string[], document: StoredDocument): void {
    for (const key of keys) this.tree.set(key, document);
  }

  remove(keys: readonly string[]): void {
    for (const key of keys) this.tree.delete(key);
  }

  /** Fills the index from existing documents; refuses duplicates in a unique index. */
  build(documents: Iterable<StoredDocument>, namespace: string): void {
    const entries: [string, StoredDocument][] = [];
    for (const document of documents) for (const key of this.keysOf(document)) entries.push([key, document]);
    this.tree.load(entries);
    if (this.spec.unique !== true) return;
    for (let at = 1; at < entries.length; at++) {
      const [key, document] = entries[at] ?? [];
      const [before, other] = entries[at - 1] ?? [];
      if (!key || !document || key.slice(0, -6) !== before?.slice(0, -6) || other === document) continue;
      throw this.duplicate(document, key.slice(0, -6), namespace);
    }
  }
}
