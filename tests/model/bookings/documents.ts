import { isDeepStrictEqual } from 'node:util';
import { Query } from 'mingo';
import { update } from 'mingo/updater';
import type { Process } from './processes.ts';

export interface Document {
  _id: string;
}

type Fields = Record<string, unknown>;

interface BulkWrite {
  updateOne: { filter: Fields; update: Fields };
}

/** The query chains of mongoose and of the driver that the stores use. */
interface Found<Result> {
  lean(): Found<Result>;
  sort(by: Record<string, 1 | -1>): Found<Result>;
  limit(most: number): Found<Result>;
  exec(): Promise<Result>;
  toArray(): Promise<Result>;
}

/** A collection as a process uses it: the subset of mongoose's models and of the driver's collections that stores use. */
export interface Reach<Row extends Document> {
  insertOne(row: Row): Promise<void>;
  findOne(filter: Fields): Promise<Row | null>;
  findById(id: string): Found<Row | null>;
  find(filter: Fields): Found<Row[]>;
  updateOne(filter: Fields, change: Fields): Promise<{ matchedCount: number; modifiedCount: number }>;
  deleteOne(filter: Fields): Promise<void>;
  bulkWrite(writes: readonly BulkWrite[]): Promise<{ matchedCount: number; modifiedCount: number }>;
}

export interface Documents<Row extends Document> {
  /** The current documents. Read only. */
  rows: ReadonlyMap<string, Row>;
  /** Inserts a document without a turn. */
  put(row: Row): void;
  /** The collection for a process: each operation waits for its turn and is atomic. */
  reachedBy(process: Process): Reach<Row>;
}

/**
 * A collection in memory. As in MongoDB, only the write to a single document is atomic: between two operations, and between
 * two writes of a bulk, different processes get their turns.
 * @param written called for every write that changes a document, with the document before and after
 */
export function createDocuments<Row extends Document>(
  name: string,
  written: (before: Row | null, after: Row) => void = () => undefined,
): Documents<Row> {
  const rows = new Map<string, Row>();

  function matching(filter: Fields): Row[] {
    const { _id: id } = filter;
    const query = new Query(filter);
    const named = typeof id === 'string' ? [rows.get(id)].filter((row) => row !== undefined) : rows.values();
    return Array.from(named).filter((row) => query.test(row as Document as unknown as Fields));
  }

  function write(filter: Fields, change: Fields): { matchedCount: number; modifiedCount: number } {
    const [before] = matching(filter);
    if (before === undefined) return { matchedCount: 0, modifiedCount: 0 };
    const after: Row = structuredClone(before);
    update(after as object as Fields, change, [], {}, { cloneMode: 'deep' });
    if (isDeepStrictEqual(before, after)) return { matchedCount: 1, modifiedCount: 0 };
    rows.set(after._id, after);
    written(before, after);
    return { matchedCount: 1, modifiedCount: 1 };
  }

  function found<Result>(
    process: Process,
    read: (order: { by: Record<string, 1 | -1>; most: number }) => Result,
    order: { by: Record<string, 1 | -1>; most: number } = { by: {}, most: Infinity },
  ): Found<Result> {
    const exec = () => process.turn(`${name}.find`, () => structuredClone(read(order)));
    const chain: Found<Result> = {
      lean: () => chain,
      sort: (by) => found(process, read, { ...order, by }),
      limit: (most) => found(process, read, { ...order, most }),
      exec,
      toArray: exec,
    };
    return chain;
  }

  return {
    rows,
    put(row) {
      rows.set(row._id, structuredClone(row));
    },
    reachedBy: (process) => ({
      insertOne: (row) =>
        process.turn(`${name}.insertOne`, () => {
          if (rows.has(row._id)) throw Object.assign(new Error(`${row._id} is taken`), { code: 11_000 });
          rows.set(row._id, structuredClone(row));
          written(null, row);
        }),
      findOne: (filter) =>
        process.turn(`${name}.findOne`, () => structuredClone(matching(filter)[0] ?? null)),
      findById: (id) => found(process, () => rows.get(id) ?? null),
      find: (filter) =>
        found(process, ({ by, most }) =>
          matching(filter)
            .toSorted((a, b) => compare(a, b, by))
            .slice(0, most),
        ),
      updateOne: (filter, change) => process.turn(`${name}.updateOne`, () => write(filter, change)),
      deleteOne: (filter) =>
        process.turn(`${name}.deleteOne`, () => {
          const [row] = matching(filter);
          if (row !== undefined) rows.delete(row._id);
        }),
      async bulkWrite(writes) {
        const sum = { matchedCount: 0, modifiedCount: 0 };
        for (const { updateOne } of writes) {
          const one = await process.turn(`${name}.bulkWrite`, () =>
            write(updateOne.filter, updateOne.update),
          );
          sum.matchedCount += one.matchedCount;
          sum.modifiedCount += one.modifiedCount;
        }
        return sum;
      },
    }),
  };
}

function compare(a: object, b: object, by: Record<string, 1 | -1>): number {
  for (const [field, way] of Object.entries(by)) {
    const [left, right] = [a, b].map((row) => Number((row as Fields)[field]));
    if (left !== undefined && right !== undefined && left !== right) return (left - right) * way;
  }
  return 0;
}
