import { MongoError } from './errors.ts';
import { fieldBounds, implies } from './bounds.ts';
import { after, encodeKey } from './key-string.ts';
import { compileFilter, type Matcher } from './matcher.ts';
import { OrderedIndex } from './ordered-index.ts';
import { indexKeys, somePathValue, type Path } from './paths.ts';
import type { StoredDocument } from './stored-document.ts';
import { shellText } from './shell-text.ts';
import type { Doc } from './values.ts';

export interface IndexSpec {
  name: string;
  key: Record<string, 1 | -1>;
  unique?: boolean;
  sparse?: boolean;
  partialFilterExpression?: Doc;
  expireAfterSeconds?: number;
}

/** One index of a collection: compound, multikey, unique, sparse, partial. */
export class CollectionIndex {
  readonly spec: IndexSpec;
  readonly fields: readonly string[];
  readonly descending: readonly boolean[];
  readonly tree = new OrderedIndex<StoredDocument>();
  /** Fields for which some document held an array; as in MongoDB it stays set until the index is rebuilt. */
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

  /** A partial or sparse index holds only some documents; it serves filters that ask for no others. */
  serves(filter: Doc): boolean {
    if (this.spec.partialFilterExpression && !implies(filter, this.spec.partialFilterExpression))
      return false;
    if (this.spec.sparse !== true) return true;
    const bounds = fieldBounds(filter, this.fields[0] ?? '', true);
    return (
      bounds?.every(({ from, to }) => from > encodeKey([null], []) || to <= encodeKey([null], [])) ?? false
    );
  }

  /** The top-level fields that decide what the index holds, or undefined if any may. */
  get needs(): string[] | undefined {
    const partial = Object.keys(this.spec.partialFilterExpression ?? {});
    if (partial.some((key) => key.startsWith('$'))) return undefined;
    return [...this.fields, ...partial].map((path) => path.split('.')[0] ?? path);
  }

  keysOf(document: StoredDocument, doc: Doc = document.plain): string[] {
    if (!this.covers(doc)) return [];
    if (
      this.spec.sparse === true &&
      !this.paths.some((path) => somePathValue(doc, path, (value) => value !== undefined, false))
    )
      return [];
    const keys = indexKeys(doc, this.paths, (field) => {
      this.multikey[field] = true;
    }).map((values) => encodeKey(values, this.descending, document.id));
    return keys.length > 1 ? [...new Set(keys)] : keys;
  }

  /** https://www.mongodb.com/docs/manual/core/index-unique/ */
  assertFree(keys: readonly string[], document: StoredDocument, namespace: string): void {
    if (this.spec.unique !== true) return;
    for (const key of keys) {
      const value = key.slice(0, -6);
      for (const [, holder] of this.tree.entries(value, value + after)) {
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

  /** Fills the index from existing documents, and refuses duplicates among them. */
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
