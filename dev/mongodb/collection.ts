import { CollectionIndex, type IndexSpec } from './collection-index.ts';
import type { Disorder } from './disorder.ts';
import { StoredDocument } from './stored-document.ts';
import type { Doc, Raw } from './values.ts';

/** Receives every change of a collection, for the log. */
export interface Journal {
  put(collection: number, document: number, raw: Raw): void;
  remove(collection: number, document: number): void;
}

export const noJournal: Journal = { put: () => undefined, remove: () => undefined };

/** Documents in natural order and their indexes. Every method is a synchronous, atomic step. */
export class Collection {
  readonly id: number;
  readonly database: string;
  readonly name: string;
  readonly options: Doc;
  readonly documents = new Map<number, StoredDocument>();
  indexes: CollectionIndex[] = [];
  bytes = 0;
  private readonly journal: Journal;
  private nextId = 1;

  readonly disorder: Disorder | undefined;

  constructor(
    identity: { id: number; database: string; name: string; options: Doc },
    journal: Journal,
    disorder?: Disorder,
  ) {
    this.disorder = disorder;
    this.id = identity.id;
    this.database = identity.database;
    this.name = identity.name;
    this.options = identity.options;
    this.journal = journal;
    this.indexes.push(new CollectionIndex({ name: '_id_', key: { _id: 1 }, unique: true }));
  }

  get namespace(): string {
    return `${this.database}.${this.name}`;
  }

  insert(raw: Raw): StoredDocument {
    const document = new StoredDocument(this.nextId, raw);
    this.store(document);
    this.nextId++;
    this.bytes += raw.length;
    return document;
  }

  replace(old: StoredDocument, raw: Raw): StoredDocument {
    const document = new StoredDocument(old.id, raw);
    this.store(document, old);
    this.bytes += raw.length - old.raw.length;
    return document;
  }

  remove(document: StoredDocument): void {
    if (!this.documents.has(document.id)) return;
    const keys = this.indexes.map((index) => index.keysOf(document));
    this.journal.remove(this.id, document.id);
    this.documents.delete(document.id);
    for (const [at, index] of this.indexes.entries()) index.remove(keys[at] ?? []);
    this.bytes -= document.raw.length;
  }

  /** Checks every unique index, and encodes the record, before it changes anything: both may throw. */
  private store(document: StoredDocument, old?: StoredDocument): void {
    const changes = this.indexes.map((index) => {
      const keys = index.keysOf(document);
      const before = old ? index.keysOf(old) : [];
      const added = before.length > 0 ? keys.filter((key) => !before.includes(key)) : keys;
      index.assertFree(added, document, this.namespace);
      return { index, keys, removed: before.filter((key) => !keys.includes(key)) };
    });
    this.journal.put(this.id, document.id, document.raw);
    for (const { index, keys, removed } of changes) {
      index.remove(removed);
      index.add(keys, document);
    }
    this.documents.set(document.id, document);
  }

  addIndex(spec: IndexSpec): CollectionIndex {
    const index = new CollectionIndex(spec);
    index.build(this.documents.values(), this.namespace);
    this.indexes.push(index);
    return index;
  }

  dropIndex(name: string): void {
    this.indexes = this.indexes.filter((index) => index.spec.name !== name);
  }

  setExpiry(name: string, expireAfterSeconds: number): void {
    const index = this.indexes.find(({ spec }) => spec.name === name);
    if (index) index.spec = { ...index.spec, expireAfterSeconds };
  }

  /** Applies a record of the log without the indexes: `rebuild` fills them at the end. */
  restore(id: number, raw: Raw | undefined): void {
    this.bytes -= this.documents.get(id)?.raw.length ?? 0;
    if (raw) this.documents.set(id, new StoredDocument(id, raw));
    else this.documents.delete(id);
    this.bytes += raw?.length ?? 0;
    if (id >= this.nextId) this.nextId = id + 1;
  }

  /** Fills all indexes document by document, so that each document is decoded once. */
  rebuild(specs: readonly IndexSpec[]): void {
    this.indexes = specs.map((spec) => new CollectionIndex(spec));
    const entries = this.indexes.map((): [string, StoredDocument][] => []);
    for (const document of this.documents.values()) {
      for (const [at, index] of this.indexes.entries()) {
        for (const key of index.keysOf(document)) entries[at]?.push([key, document]);
      }
    }
    for (const [at, index] of this.indexes.entries()) index.tree.load(entries[at] ?? []);
  }
}
