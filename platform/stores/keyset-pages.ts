import DataLoader from 'dataloader';
import type { Model, PipelineStage } from 'mongoose';
import { z } from 'zod';
import type { Page } from '../page-connections.ts';

/**
 * An instant in a cursor, in milliseconds. Clients can forge cursors, so it is checked against the range of `Date`
 * (https://tc39.es/ecma262/#sec-time-values-and-time-range).
 */
export const cursorInstant = z.int().min(0).max(8.64e15);

/** The sort key of lists with the newest item first. */
export type NewestFirst = readonly [atMs: number, id: string];
export const newestFirst = z.tuple([cursorInstant, z.string()]);

/** A page of a parent's children, newest first. */
export interface ChildPage {
  /** Equality on indexed fields: `{ userId, status }`. */
  filter: Record<string, string>;
  page: Page<NewestFirst>;
}

/** MongoDB allows 1,000 stages in a pipeline. */
const parentsPerCommand = 500;

/**
 * Loads pages of children for many parents with one command. `$unionWith` walks each parent's range of the index only as
 * far as its page, so that documents examined stay within parents × (first + 1). It needs the index
 * `{ ...filter, [instant]: -1, _id: -1 }`. A page has one extra row if there is a next page.
 * @param instant the field that orders the list
 * @see https://www.mongodb.com/docs/manual/reference/operator/aggregation/unionWith/
 */
export function childPagesLoader<Row>(
  model: Model<Row>,
  instant: string,
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
      // Everything in the first batch: the default is 101 rows.
      const batchSize = wanted.reduce((rows, { page }) => rows + page.first + 1, 1);
      const found = await model
        .aggregate<{ at: number; row: Row }>([...first, ...unions])
        .option({ batchSize })
        .exec();
      const pages = wanted.map((): Row[] => []);
      for (const { at, row } of found) pages[at]?.push(row);
      return pages;
    },
    { cacheKeyFn: (child) => JSON.stringify(child), maxBatchSize: parentsPerCommand },
  );
}

function stagesOf({ filter, page }: ChildPage, instant: string, at: number) {
  return [
    { $match: { ...filter, ...afterCondition(page.after, instant) } },
    { $sort: { [instant]: -1, _id: -1 } },
    { $limit: page.first + 1 },
    { $project: { _id: 0, at: { $literal: at }, row: '$$ROOT' } },
  ] satisfies PipelineStage[];
}

/** Matches the rows after `after` in a list with the newest row first. */
export function afterCondition(after: NewestFirst | null, instant: string): Record<string, unknown> {
  if (after === null) return {};
  const [atMs, id] = after;
  const at = new Date(atMs);
  return { [instant]: { $lte: at }, $or: [{ [instant]: { $lt: at } }, { _id: { $lt: id } }] };
}
