import { Long } from 'bson';
import type { CollectionIndex, IndexSpec } from '../collection-index.ts';
import type { Collection } from '../collection.ts';
import { MongoError, notBuilt } from '../errors.ts';
import { sameValue } from '../key-string.ts';
import { compileFilter } from '../matcher.ts';
import { shellText } from '../shell-text.ts';
import { asNumber, encodeDocument, isDoc, type Doc } from '../values.ts';
import { collectionName, documentOf, refuseOptions, type Call, type Handler } from './call.ts';

const sessionFields =
  /^(\$.*|lsid|txnNumber|writeConcern|readConcern|comment|maxTimeMS|apiVersion|apiStrict|apiDeprecationErrors)$/;

/** Succeeds where the collection exists with the same options: https://www.mongodb.com/docs/manual/reference/command/create/ */
export const create: Handler = (call) => {
  const name = collectionName(call);
  const { create: _, collation, ...given } = call.command;
  refuseOptions({ collation });
  const options = Object.fromEntries(Object.entries(given).filter(([key]) => !sessionFields.test(key)));
  const refused = Object.keys(options).find(
    (key) =>
      options[key] !== false &&
      !['autoIndexId', 'storageEngine', 'indexOptionDefaults', 'idIndex'].includes(key),
  );
  if (refused !== undefined) throw notBuilt(115, `create with '${refused}' is not supported`);
  const existing = call.server.catalog.find(call.database, name);
  if (existing && !sameValue(existing.options, options)) {
    throw new MongoError(48, `Collection ${existing.namespace} already exists.`);
  }
  call.server.catalog.findOrCreate(call.database, name, options);
  return { ok: 1 };
};

export const drop: Handler = (call) => {
  const name = collectionName(call);
  const collection = call.server.catalog.find(call.database, name);
  if (!collection) return { ok: 1 };
  call.server.catalog.drop(collection);
  return { ns: collection.namespace, nIndexesWas: collection.indexes.length, ok: 1 };
};

export const dropDatabase: Handler = ({ server, database }) => {
  for (const collection of [...(server.catalog.databases.get(database)?.values() ?? [])])
    server.catalog.drop(collection);
  return { dropped: database, ok: 1 };
};

/** https://www.mongodb.com/docs/manual/reference/command/listCollections/ */
export const listCollections: Handler = ({ server, database, command }) => {
  const matches = compileFilter(documentOf(command['filter'], 'filter'));
  const nameOnly = command['nameOnly'] === true;
  const collections = [...(server.catalog.databases.get(database)?.values() ?? [])]
    .map(({ name, options }): Doc => {
      if (nameOnly) return { name, type: 'collection' };
      const idIndex = { v: 2, key: { _id: 1 }, name: '_id_' };
      return { name, type: 'collection', options, info: { readOnly: false }, idIndex };
    })
    .filter(matches);
  return server.cursors.first(
    `${database}.$cmd.listCollections`,
    collections.map(encodeDocument),
    documentOf(command['cursor'], 'cursor'),
  ).reply;
};

const maxExpirySeconds = 2 ** 31 - 1;

const indexOptions = new Set([
  'key',
  'name',
  'unique',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'v',
  'collation',
  'ns',
]);

/** https://www.mongodb.com/docs/manual/core/index-ttl/#restrictions */
function assertExpiry(key: Doc, seconds: number): void {
  if (Object.keys(key).length > 1 || key['_id'] !== undefined)
    throw new MongoError(67, 'TTL indexes are single-field indexes, compound indexes do not support TTL');
  if (!(seconds >= 0 && seconds <= maxExpirySeconds)) {
    throw new MongoError(
      67,
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, got ${seconds}`,
    );
  }
}

function parseIndex(value: unknown): IndexSpec {
  const { key, name, ...options } = isDoc(value) ? value : {};
  if (!isDoc(key) || Object.keys(key).length === 0) throw new MongoError(67, 'Index keys cannot be empty.');
  if (typeof name !== 'string')
    throw new MongoError(9, `The 'name' field is a required property of an index specification`);
  const unknown = Object.keys(options).find((option) => !indexOptions.has(option));
  if (unknown !== undefined)
    throw notBuilt(197, `The field '${unknown}' is not valid for an index specification`);
  if (isDoc(options['collation']) && options['collation']['locale'] !== 'simple')
    throw notBuilt(67, 'index collations are not supported');
  const directions = Object.entries(key).map(([field, given]) => {
    const direction = asNumber(given);
    if (direction === undefined || direction === 0 || field.includes('$**')) {
      throw notBuilt(67, `Index type '${shellText(given)}' of '${field}' is not supported`);
    }
    return [field, direction < 0 ? -1 : 1] as const;
  });
  const expireAfterSeconds = asNumber(options['expireAfterSeconds']);
  if (expireAfterSeconds !== undefined) assertExpiry(key, expireAfterSeconds);
  return {
    name,
    key: Object.fromEntries(directions),
    ...(options['unique'] === true || options['unique'] === 1 ? { unique: true } : {}),
    ...(isDoc(options['partialFilterExpression'])
      ? { partialFilterExpression: options['partialFilterExpression'] }
      : {}),
    ...(expireAfterSeconds === undefined ? {} : { expireAfterSeconds }),
  };
}

function signature({ key, unique, partialFilterExpression }: IndexSpec): unknown[] {
  return [key, unique ?? false, partialFilterExpression ?? null];
}

/**
 * True where the collection has the index.
 * @throws MongoError where another index has its name or its keys
 */
function exists(collection: Collection, spec: IndexSpec): boolean {
  for (const { spec: other } of collection.indexes) {
    const same = sameValue(signature(other), signature(spec));
    if (other.name === '_id_' && sameValue(other.key, spec.key)) return true;
    if (other.name === spec.name) {
      if (!same) {
        throw new MongoError(
          86,
          `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${shellText(spec)}, existing index: ${shellText(other)}`,
        );
      }
      if (other.expireAfterSeconds === spec.expireAfterSeconds) return true;
      throw new MongoError(
        85,
        `An equivalent index already exists with the same name but different options. Requested index: ${shellText(spec)}, existing index: ${shellText(other)}`,
      );
    }
    if (same) throw new MongoError(85, `Index already exists with a different name: ${other.name}`);
  }
  return false;
}

/** Creates all indexes or none. */
function createAll({ server: { catalog } }: Call, collection: Collection, specs: readonly IndexSpec[]): void {
  const created: IndexSpec[] = [];
  try {
    for (const spec of specs) {
      catalog.createIndex(collection, spec);
      created.push(spec);
    }
  } catch (error) {
    for (const { name } of created) catalog.dropIndex(collection, name);
    throw error;
  }
}

/** https://www.mongodb.com/docs/manual/reference/command/createIndexes/ */
export const createIndexes: Handler = (call) => {
  const name = collectionName(call);
  const { catalog } = call.server;
  const given = call.command['indexes'];
  const specs = (Array.isArray(given) ? given : []).map(parseIndex);
  const createdCollectionAutomatically = !catalog.find(call.database, name);
  const collection = catalog.findOrCreate(call.database, name);
  const numIndexesBefore = collection.indexes.length;
  const added = specs.filter((spec) => !exists(collection, spec));
  createAll(call, collection, added);
  const note = added.length === 0 ? { note: 'all indexes already exist' } : {};
  return {
    numIndexesBefore,
    numIndexesAfter: collection.indexes.length,
    createdCollectionAutomatically,
    ...note,
    ok: 1,
  };
};

function existing(call: Call): Collection {
  const name = collectionName(call);
  const collection = call.server.catalog.find(call.database, name);
  if (!collection) throw new MongoError(26, `ns does not exist: ${call.database}.${name}`);
  return collection;
}

function findIndex(collection: Collection, which: unknown): CollectionIndex | undefined {
  return collection.indexes.find(
    ({ spec }) => spec.name === which || (isDoc(which) && sameValue(spec.key, which)),
  );
}

function named(collection: Collection, which: unknown): CollectionIndex {
  const found = findIndex(collection, which);
  if (!found)
    throw new MongoError(
      27,
      isDoc(which)
        ? `can't find index with key: ${shellText(which)}`
        : `index not found with name [${String(which)}]`,
    );
  if (found.spec.name === '_id_') throw new MongoError(72, 'cannot drop _id index');
  return found;
}

/** https://www.mongodb.com/docs/manual/reference/command/dropIndexes/ */
export const dropIndexes: Handler = (call) => {
  const collection = existing(call);
  const which = call.command['index'];
  const nIndexesWas = collection.indexes.length;
  const all = collection.indexes.filter(({ spec }) => spec.name !== '_id_');
  const gone =
    which === '*' ? all : (Array.isArray(which) ? which : [which]).map((one) => named(collection, one));
  for (const { spec } of gone) call.server.catalog.dropIndex(collection, spec.name);
  return { nIndexesWas, ok: 1 };
};

/** Changes the expiry of a TTL index: https://www.mongodb.com/docs/manual/reference/command/collMod/ */
export const collMod: Handler = (call) => {
  const collection = existing(call);
  const { collMod: _, index, ...given } = call.command;
  const other = Object.keys(given).find((key) => !sessionFields.test(key));
  if (other !== undefined) throw notBuilt(115, `collMod with '${other}' is not supported`);
  const { keyPattern, name, expireAfterSeconds: seconds, ...rest } = documentOf(index, 'collMod.index');
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw notBuilt(115, `collMod with 'index.${unknown}' is not supported`);
  if ((keyPattern === undefined) === (name === undefined))
    throw new MongoError(72, 'Must specify either index name or key pattern.');
  const found = findIndex(collection, name ?? keyPattern);
  if (!found) {
    const which = shellText(name ?? keyPattern);
    throw new MongoError(27, `cannot find index ${which} for ns ${collection.namespace}`);
  }
  const expireAfterSeconds = asNumber(seconds);
  if (expireAfterSeconds === undefined)
    throw new MongoError(72, 'no expireAfterSeconds, hidden, unique, or prepareUnique field');
  assertExpiry(found.spec.key, expireAfterSeconds);
  const { expireAfterSeconds: old } = found.spec;
  if (old !== expireAfterSeconds)
    call.server.catalog.setExpiry(collection, found.spec.name, expireAfterSeconds);
  return {
    ...(old === undefined ? {} : { expireAfterSeconds_old: Long.fromNumber(old) }),
    expireAfterSeconds_new: Long.fromNumber(expireAfterSeconds),
    ok: 1,
  };
};

export const listIndexes: Handler = (call) => {
  const collection = existing(call);
  const specs = collection.indexes.map(({ spec }) => {
    const { name, key, unique, ...rest } = spec;
    return encodeDocument({
      v: 2,
      key,
      name,
      ...(unique === true && name !== '_id_' ? { unique } : {}),
      ...rest,
    });
  });
  return call.server.cursors.first(collection.namespace, specs, documentOf(call.command['cursor'], 'cursor'))
    .reply;
};
