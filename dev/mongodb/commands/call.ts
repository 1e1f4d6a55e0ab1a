import type { Catalog } from '../catalog.ts';
import type { Cursors } from '../cursors.ts';
import { MongoError } from '../errors.ts';
import type { Profiler } from '../profiler.ts';
import type { Effort } from '../query.ts';
import { isDoc, type Doc, type Raw } from '../values.ts';
import type { Request } from '../wire.ts';

/** What the commands of one server share. */
export interface ServerState {
  catalog: Catalog;
  cursors: Cursors;
  profiler: Profiler;
  startedAt: number;
  /** How often expired documents are looked for; `setParameter` changes it, as on MongoDB. */
  ttlSleepSeconds: number;
  opcounters: Record<'insert' | 'query' | 'update' | 'delete' | 'getmore' | 'command', number>;
  documents: Record<'inserted' | 'returned' | 'updated' | 'deleted', number>;
  scanned: { keys: number; documents: number };
}

/** One command being run. */
export interface Call {
  server: ServerState;
  database: string;
  name: string;
  /** Plain. */
  command: Doc;
  request: Request;
  effort: Effort;
  returned: number;
}

export type Handler = (call: Call) => Doc | Raw;

export function collectionName({ command, name, database }: Call): string {
  const value = command[name];
  if (typeof value !== 'string' || value === '') {
    throw new MongoError(
      73,
      `Invalid namespace specified '${database}.${typeof value === 'string' ? value : ''}'`,
    );
  }
  return value;
}

export function documentOf(value: unknown, name: string): Doc {
  if (value === undefined || value === null) return {};
  if (!isDoc(value))
    throw new MongoError(14, `BSON field '${name}' is the wrong type, expected type 'object'`);
  return value;
}

/** Collations other than the binary one are not built; silently ignoring one would answer wrongly. */
export function refuseCollation(value: unknown): void {
  if (isDoc(value) && value['locale'] !== 'simple')
    throw new MongoError(115, 'collation is not supported by this server');
}
