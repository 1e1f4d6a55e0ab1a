import type { Catalog } from '../catalog.ts';
import type { Cursors } from '../cursors.ts';
import { MongoError, notBuilt } from '../errors.ts';
import type { Profiler } from '../profiler.ts';
import type { Usage } from '../query.ts';
import type { RetryableWrite } from '../retryable-writes.ts';
import { isDoc, type Doc, type Raw } from '../values.ts';
import type { Request } from '../wire.ts';

/** The state that the commands of a server share. */
export interface ServerState {
  catalog: Catalog;
  cursors: Cursors;
  profiler: Profiler;
  /** `127.0.0.1:27018` */
  address: string;
}

/** A command while it runs. */
export interface Call {
  server: ServerState;
  database: string;
  name: string;
  /** The command's plain form. */
  command: Doc;
  request: Request;
  usage: Usage;
  /** The number of documents in the answer. */
  returned: number;
  /** Given for a write with a transaction number. */
  retryableWrite: RetryableWrite | undefined;
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

/**
 * Refuses options that would change the answer, on a command or a statement: ignoring them would give a wrong
 * answer.
 */
export function refuseOptions(given: Doc): void {
  const { collation } = given;
  if (isDoc(collation) && collation['locale'] !== 'simple')
    throw notBuilt(115, 'Collations are not supported');
  const option = ['hint', 'let', 'min', 'max'].find((name) => given[name] !== undefined);
  if (option !== undefined) throw notBuilt(115, `The option '${option}' is not supported`);
  if (Array.isArray(given['arrayFilters']) && given['arrayFilters'].length > 0)
    throw notBuilt(115, `The option 'arrayFilters' is not supported`);
}
