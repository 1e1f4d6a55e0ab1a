import { deserialize, serialize } from 'bson';
import { mkdirSync } from 'node:fs';
import type { IndexSpec } from './collection-index.ts';
import { Collection, noJournal, type Journal } from './collection.ts';
import { MongoError } from './errors.ts';
import { Log } from './log.ts';
import { lockDirectory } from './lock.ts';
import type { Logger } from './logger.ts';
import { docToPlain, type Doc, type Raw } from './values.ts';

/*
 * A log record is a put `[1][collection u32][document f64][BSON]`, a remove `[2][collection u32][document f64]`,
 * or a change of the catalogue `[3][BSON]`. A put holds the client's BSON unchanged, so replay decodes no document.
 */
const op = { put: 1, remove: 2, catalog: 3 } as const;
const prefixBytes = 13;

type CatalogChange =
  | { do: 'create'; id: number; database: string; name: string; options: Doc }
  | { do: 'drop'; id: number }
  | { do: 'createIndex'; id: number; spec: IndexSpec }
  | { do: 'dropIndex'; id: number; name: string };

function documentRecord(kind: number, collection: number, document: number, raw?: Raw): Buffer {
  const record = Buffer.allocUnsafe(prefixBytes + (raw?.length ?? 0));
  record.writeUInt8(kind, 0);
  record.writeUInt32LE(collection, 1);
  record.writeDoubleLE(document, 5);
  if (raw) record.set(raw, prefixBytes);
  return record;
}

function catalogRecord(change: CatalogChange): Buffer {
  return Buffer.concat([Buffer.from([op.catalog]), serialize(change)]);
}

/** All databases and collections. Writes their changes to the log, and restores them from it. */
export class Catalog {
  readonly databases = new Map<string, Map<string, Collection>>();
  private readonly byId = new Map<number, Collection>();
  private nextId = 1;
  private log: Log | undefined;
  private unlock: () => void = () => undefined;
  private readonly journal: Journal = {
    put: (collection, document, raw) => this.log?.append(documentRecord(op.put, collection, document, raw)),
    remove: (collection, document) => this.log?.append(documentRecord(op.remove, collection, document)),
  };

  /** @param directory the folder of the log; undefined to keep everything in memory */
  constructor(directory: string | undefined, logger: Logger, compactAboveBytes = 32 * 1024 * 1024) {
    if (directory === undefined) return;
    mkdirSync(directory, { recursive: true });
    this.unlock = lockDirectory(directory);
    const specs = new Map<number, IndexSpec[]>();
    try {
      this.log = new Log(
        {
          directory,
          logger,
          compactAboveBytes,
          liveBytes: () => this.liveBytes(),
          snapshot: () => this.snapshot(),
        },
        (payload) => {
          this.replay(payload, specs);
        },
      );
      for (const [id, collection] of this.byId) collection.rebuild(specs.get(id) ?? []);
    } catch (error) {
      this.unlock();
      throw error;
    }
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
    this.log?.append(catalogRecord({ do: 'create', id: collection.id, database, name, options }));
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
    if (collection.id > 0) this.log?.append(catalogRecord({ do: 'drop', id: collection.id }));
  }

  createIndex(collection: Collection, spec: IndexSpec): void {
    collection.addIndex(spec);
    if (collection.id > 0) this.log?.append(catalogRecord({ do: 'createIndex', id: collection.id, spec }));
  }

  dropIndex(collection: Collection, name: string): void {
    collection.dropIndex(name);
    if (collection.id > 0) this.log?.append(catalogRecord({ do: 'dropIndex', id: collection.id, name }));
  }

  async durable(): Promise<void> {
    await this.log?.durable();
  }

  async close(): Promise<void> {
    await this.log?.close();
    this.unlock();
  }

  private namesOf(database: string): Map<string, Collection> {
    const names = this.databases.get(database) ?? new Map<string, Collection>();
    this.databases.set(database, names);
    return names;
  }

  private add(identity: { id: number; database: string; name: string; options: Doc }): Collection {
    const collection = new Collection(identity, this.journal);
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
      bytes += own + documents.size * (prefixBytes + 8);
    return bytes;
  }

  /** Collects all documents in one step. They are never changed in place, so the records can be written later. */
  private snapshot(): Iterable<Uint8Array> {
    const held = [...this.byId.values()].map((collection) => ({
      collection,
      specs: collection.indexes.map(({ spec }) => spec).filter(({ name }) => name !== '_id_'),
      documents: [...collection.documents.values()],
    }));
    return (function* () {
      for (const { collection, specs, documents } of held) {
        const { id, database, name, options } = collection;
        yield catalogRecord({ do: 'create', id, database, name, options });
        for (const spec of specs) yield catalogRecord({ do: 'createIndex', id, spec });
        for (const document of documents) yield documentRecord(op.put, id, document.id, document.raw);
      }
    })();
  }

  private replay(payload: Buffer, specs: Map<number, IndexSpec[]>): void {
    if (payload[0] === op.catalog) {
      this.replayCatalog(deserialize(payload.subarray(1), { promoteBuffers: false }) as CatalogChange, specs);
      return;
    }
    const collection = this.byId.get(payload.readUInt32LE(1));
    // A copy, since a view would keep the whole file in memory.
    const raw = payload[0] === op.put ? new Uint8Array(payload.subarray(prefixBytes)) : undefined;
    collection?.restore(payload.readDoubleLE(5), raw);
  }

  private replayCatalog(change: CatalogChange, specs: Map<number, IndexSpec[]>): void {
    const known = specs.get(change.id) ?? [];
    switch (change.do) {
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
