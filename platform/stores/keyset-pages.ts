import DataLoader from 'dataloader';
import type { Model, PipelineStage } from 'mongoose';
import { z } from 'zod';
import type { StoreGuard } from './store-guard.ts';
import type { Page } from '../page-connections.ts';

/**
 * In milliseconds, within the range of `Date`, because clients can forge cursors
 * (https://tc39.es/ecma262/#sec-time-values-and-time-range).
 */
export const cursorInstant = z.int().min(0).max(8.64e15);

export type NewestFirst = readonly [atMs: number, id: string];
export const newestFirst = z.tuple([cursorInstant, z.string()]);

export interface ChildPage {
  /** Equality on indexed fields: `{ userId, status }`. */
  filter: Record<string, string>;
  page: Page<NewestFirst>;
}

/** MongoDB allows 1,000 stages in a pipeline. */
const parentsPerCommand = 500;

/**
 * Loads pages for many parents with a single command. `$unionWith` scans each parent's index range only up to its page:
 * at most parents × (first + 1) documents are examined. It needs an index on the filter, the instant (-1) and `_id`
 * (-1). A page has an extra row if there is a next page.
 * @param instant the field that orders the list
 * @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/unionWith/
 */
export function childPagesLoader<Instant extends string, Row extends { _id: string } & Record<Instant, Date>>(
  model: Pick<Model<Row>, 'aggregate' | 'collection'>,
  instant: Instant,
  guard: Pick<StoreGuard, 'run'>,
): DataLoader<ChildPage, Row[], string> {
  return new DataLoader(
    async (wanted) => {
      const [first = [], ...others] = wanted.map((child, at) => stagesOf(child, instant, at));
      const unions = others.map((pipeline): PipelineStage => ({
        $unionWith: {
          coll: model.collection.collectionName,
          pipeline,
        },
      }));
      // All rows in the first batch: the default is 101.
      const batchSize = wanted.reduce((rows, { page }) => rows + page.first + 1, 1);
      const found = await guard.run(() =>
        model
          .aggregate<{ at: number; row: Row }>([...first, ...unions])
          .option({ batchSize })
          .exec(),
      );
      const pages = wanted.map((): Row[] => []);
      for (const { at, row } of found) pages[at]?.push(row);
      // `$unionWith` returns its documents in an unspecified order.
      return pages.map((rows) => rows.toSorted((a, b) => newerFirst(a, b, instant)));
    },
    { cacheKeyFn: (child) => JSON.stringify(child), maxBatchSize: parentsPerCommand },
  );
}

function newerFirst<Instant extends string>(
  a: { _id: string } & Record<Instant, Date>,
  b: { _id: string } & Record<Instant, Date>,
  instant: Instant,
): number {
  return b[instant].getTime() - a[instant].getTime() || (a._id < b._id ? 1 : -1);
}

function stagesOf({ filter, page }: ChildPage, instant: string, at: number) {
  return [
    { $match: { ...filter, ...afterCondition(page.after, instant) } },
    { $sort: { [instant]: -1, _id: -1 } },
    { $limit: page.first + 1 },
    { $project: { _id: 0, at: { $literal: at }, row: '$$ROOT' } },
  ] satisfies PipelineStage[];
}

/** Matches rows after `after`, newest first. */
export function afterCondition(after: NewestFirst | null, instant: string): Record<string, unknown> {
  if (after === null) return {};
  const [atMs, id] = after;
  const at = new Date(atMs);
  return { [instant]: { $lte: at }, $or: [{ [instant]: { $lt: at } }, { _id: { $lt: id } }] };
}
