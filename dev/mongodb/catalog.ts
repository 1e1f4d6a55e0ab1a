import type { IndexSpec } from './collection-index.ts';
import { Collection, noJournal, type Journal } from './collection.ts';
import type { Disorder } from './disorder.ts';
import { MongoError } from './errors.ts';
import { StorageError } from './files.ts';
import { Log, type LogOptions } from './log.ts';
import { lockDirectory } from './lock.ts';
import {
  batchRecord,
  catalogRecord,
  changesOf,
  documentRecordBytes,
  putRecord,
  removeRecord,
  sessionRecord,
  type CatalogChange,
} from './records.ts';
import { RetryableWrites } from './retryable-writes.ts';
import { docToPlain, type Doc } from './values.ts';

type CatalogOptions = Omit<LogOptions, 'liveBytes' | 'snapshot'> & {
  disorder?: Disorder | undefined;
};

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** All databases and collections, in memory. With `open` it writes their changes to a log, and restores them from it. */
export class Catalog {
  readonly databases = new Map<string, Map<string, Collection>>();
  private readonly byId = new Map<number, Collection>();
  private nextId = 1;
  private log: Log | undefined;
  private unlock: () => void = () => undefined;
  /** Given to disorder results without a sort. */
  readonly disorder: Disorder | undefined;
  /** The changes of the running command. */
  private changes: Buffer[] = [];
  private readonly journal: Journal = {
    put: (collection, document, raw) => {
      this.record(() => putRecord(collection, document, raw));
    },
    remove: (collection, document) => {
      this.record(() => removeRecord(collection, document));
    },
  };
  readonly retryableWrites = new RetryableWrites((change) => {
    this.record(() => sessionRecord(change));
  });

  /** A catalogue in memory. */
  constructor(disorder?: Disorder) {
    this.disorder = disorder;
  }

  /**
   * Restores a catalogue from the log in a directory, which it creates where it is absent.
   * @throws Error where another process uses the directory
   * @throws StorageError where the log cannot be written
   * @throws CorruptLogError
   */
  static async open(options: CatalogOptions): Promise<Catalog> {
    const { directory, files, disorder } = options;
    const catalog = new Catalog(disorder);
    try {
      await files.makeDirectory(directory);
      catalog.unlock = lockDirectory(directory);
    } catch (error) {
      throw isSystemError(error) ? new StorageError('lock', directory, error) : error;
    }
    const specs = new Map<number, IndexSpec[]>();
    try {
      catalog.log = await Log.open(
        { ...options, liveBytes: () => catalog.liveBytes(), snapshot: () => catalog.snapshot() },
        (payload) => {
          catalog.replay(payload, specs);
        },
      );
      for (const [id, collection] of catalog.byId) collection.rebuild(specs.get(id) ?? []);
    } catch (error) {
      catalog.unlock();
      throw error;
    }
    return catalog;
  }

  get collections(): Iterable<Collection> {
    return this.byId.values();
  }

  find(database: string, name: string): Collection | undefined {
    return this.databases.get(database)?.get(name);
  }

  /** https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions */
  findOrCreate(database: string, name: string, options: Doc = {}): Collection {
    const existing = this.find(database, name);
    if (existing) return existing;
    if (
      name === '' ||
      name.includes('\0') ||
      name.includes('$') ||
      name.startsWith('system.') ||
      /[/\\. "$]/.test(database)
    ) {
      throw new MongoError(73, `Invalid namespace specified '${database}.${name}'`);
    }
    const collection = this.add({ id: this.nextId, database, name, options });
    this.change({ do: 'create', id: collection.id, database, name, options });
    return collection;
  }

  /** A collection in memory only, without a log: `system.profile`. */
  volatile(database: string, name: string): Collection {
    const existing = this.find(database, name);
    if (existing) return existing;
    const collection = new Collection({ id: 0, database, name, options: { capped: true } }, noJournal);
    this.namesOf(database).set(name, collection);
    return collection;
  }

  drop(collection: Collection): void {
    this.forget(collection);
    this.change({ do: 'drop', id: collection.id });
  }

  createIndex(collection: Collection, spec: IndexSpec): void {
    collection.addIndex(spec);
    this.change({ do: 'createIndex', id: collection.id, spec });
  }

  dropIndex(collection: Collection, name: string): void {
    collection.dropIndex(name);
    this.change({ do: 'dropIndex', id: collection.id, name });
  }

  /** Changes the expiry of a TTL index, or makes the index one. */
  setExpiry(collection: Collection, name: string, expireAfterSeconds: number): void {
    collection.setExpiry(name, expireAfterSeconds);
    this.change({ do: 'setExpiry', id: collection.id, name, expireAfterSeconds });
  }

  /** Ends a command: its changes become one record of the log, so that a crash keeps all of them or none. */
  commit(): void {
    const [only, ...others] = this.changes;
    try {
      if (only) this.log?.append(others.length === 0 ? only : batchRecord(this.changes));
    } catch (error) {
      // A record too large for the memory, of changes that are in memory already.
      throw this.log?.fail(error) ?? error;
    }
    this.changes = [];
  }

  /** Resolves when all committed changes are on disk. */
  async durable(): Promise<void> {
    await this.log?.durable();
  }

  async close(): Promise<void> {
    try {
      await this.log?.close();
    } finally {
      this.unlock();
    }
  }

  private record(encode: () => Buffer): void {
    if (this.log) this.changes.push(encode());
  }

  /** Records a change of the catalogue; those of volatile collections are not kept. */
  private change(change: CatalogChange): void {
    if (change.id > 0) this.record(() => catalogRecord(change));
  }

  private namesOf(database: string): Map<string, Collection> {
    const names = this.databases.get(database) ?? new Map<string, Collection>();
    this.databases.set(database, names);
    return names;
  }

  private add(identity: { id: number; database: string; name: string; options: Doc }): Collection {
    const collection = new Collection(identity, this.journal, this.disorder);
    this.byId.set(identity.id, collection);
    this.namesOf(identity.database).set(identity.name, collection);
    this.nextId = Math.max(this.nextId, identity.id + 1);
    return collection;
  }

  private forget(collection: Collection): void {
    this.byId.delete(collection.id);
    const names = this.databases.get(collection.database);
    names?.delete(collection.name);
    if (names?.size === 0) this.databases.delete(collection.database);
  }

  private liveBytes(): number {
    let bytes = 0;
    for (const { bytes: own, documents } of this.byId.values())
      bytes += own + documents.size * (documentRecordBytes + 8);
    return bytes;
  }

  /** Collects all documents in one step. They are never changed in place, so the records can be written later. */
  private snapshot(): Iterable<Uint8Array> {
    const held = [...this.byId.values()].map((collection) => ({
      collection,
      specs: collection.indexes.map(({ spec }) => spec).filter(({ name }) => name !== '_id_'),
      documents: [...collection.documents.values()],
    }));
    const sessions = this.retryableWrites.all();
    return (function* () {
      for (const { collection, specs, documents } of held) {
        const { id, database, name, options } = collection;
        yield catalogRecord({ do: 'create', id, database, name, options });
        for (const spec of specs) yield catalogRecord({ do: 'createIndex', id, spec });
        for (const document of documents) yield putRecord(id, document.id, document.raw);
      }
      for (const session of sessions) yield sessionRecord(session);
    })();
  }

  private replay(payload: Buffer, specs: Map<number, IndexSpec[]>): void {
    for (const change of changesOf(payload)) {
      if (change.kind === 'catalog') this.replayCatalog(change.change, specs);
      else if (change.kind === 'session') this.retryableWrites.restore(change.session);
      else {
        const collection = this.byId.get(change.collection);
        if (!collection) throw new Error(`a record of collection ${change.collection}, which does not exist`);
        collection.restore(change.document, change.raw);
      }
    }
  }

  private replayCatalog(change: CatalogChange, specs: Map<number, IndexSpec[]>): void {
    const known = specs.get(change.id) ?? [];
    switch (change.do) {
      case 'setExpiry': {
        const { name: changed, expireAfterSeconds } = change;
        specs.set(
          change.id,
          known.map((spec) => (spec.name === changed ? { ...spec, expireAfterSeconds } : spec)),
        );
        break;
      }
      case 'create':
        this.add({ ...change, options: docToPlain(change.options) });
        specs.set(change.id, [{ name: '_id_', key: { _id: 1 }, unique: true }]);
        break;
      case 'drop': {
        const collection = this.byId.get(change.id);
        if (collection) this.forget(collection);
        break;
      }
      case 'createIndex':
        specs.set(change.id, [...known, change.spec]);
        break;
      case 'dropIndex':
        specs.set(
          change.id,
          known.filter(({ name }) => name !== change.name),
        );
        break;
    }
  }
}
