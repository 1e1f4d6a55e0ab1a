import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import { documentBytes, releaseTokens } from '../document-size.ts';
import type { RouterContext } from '../context.ts';

type ServerOptions = ApolloServerOptionsWithGateway<RouterContext>;
type DocumentStore = NonNullable<ServerOptions['documentStore']>;
type PersistedQueries = NonNullable<Extract<ServerOptions['persistedQueries'], object>['cache']>;

interface KeyValueCache<Value> {
  get(key: string): Promise<Value | undefined>;
  set(key: string, value: Value): Promise<void>;
  delete(key: string): Promise<boolean>;
}

const maxDocumentStoreBytes = 16 * 1024 * 1024;
const maxPersistedQueriesBytes = 8 * 1024 * 1024;
/** The key, with a hash, and the entry itself. */
const bytesPerEntry = 500;
/** A single character outside Latin-1 makes V8 store two bytes for each. */
const bytesPerCharacter = 2;

/**
 * Keeps parsed and validated documents, up to 16 MiB by an estimate of their memory. Apollo Server's own store measures
 * the JSON of a document, which contains neither its tokens nor its text.
 */
export function createDocumentStore(maxBytes = maxDocumentStoreBytes): DocumentStore {
  const store = boundedCache(maxBytes, documentBytes);
  return {
    ...store,
    set(key, document) {
      releaseTokens(document);
      return store.set(key, document);
    },
  };
}

/** The texts of automatic persisted queries, up to 8 MiB with their keys and entries. */
export function createPersistedQueries(maxBytes = maxPersistedQueriesBytes): PersistedQueries {
  return boundedCache<string>(maxBytes, (text) => text.length * bytesPerCharacter);
}

function boundedCache<Value extends object | string>(
  maxBytes: number,
  bytesOf: (value: Value) => number,
): KeyValueCache<Value> {
  const entries = new LRUCache<string, Value>({
    maxSize: maxBytes,
    sizeCalculation: (value) => bytesPerEntry + bytesOf(value),
  });
  return {
    get: (key) => Promise.resolve(entries.get(key)),
    set(key, value) {
      entries.set(key, value);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(entries.delete(key)),
  };
}
