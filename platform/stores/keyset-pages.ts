import DataLoader from 'dataloader';
import type { Model, PipelineStage } from 'mongoose';
import { z } from 'zod';
import type { Page } from '../page-connections.ts';

/**
 * An instant in a cursor, in milliseconds. Whoever asks may write into a cursor what they like: this is what a `Date`
 * takes (https://tc39.es/ecma262/#sec-time-values-and-time-range).
 */
export const cursorInstant = z.int().min(0).max(8.64e15);

/** Where a row stands in a list of the newest first: its instant in milliseconds, and its id. */
export type NewestFirst = readonly [atMs: number, id: string];
export const newestFirst = z.tuple([cursorInstant, z.string()]);

/** One parent's page of its children, newest first. */
export interface ChildPage {
  /** Which children: equality on indexed fields, such as `{ userId, status }`. */
  filter: Record<string, string>;
  page: Page<NewestFirst>;
}

/** MongoDB takes at most 1,000 stages in a pipeline, so this many parents go in one command. */
const parentsPerCommand = 500;

/**
 * A loader of children's pages for many parents at once: one command for all parents, in which each parent's own
 * stretch of the index is walked no further than its page (`$unionWith`), so that documents examined stay within
 * parents × (first + 1). The index needed is `{ ...filter, [instant]: -1, _id: -1 }`.
 * Each page comes with one row more than asked for where there is a next page.
 * @param instant the field that holds the instant that the list is ordered by
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
      // All of it in the first answer: by itself a server sends 101 rows, and is asked for the rest.
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

/** The rows that come after one in a list of the newest first. */
export function afterCondition(after: NewestFirst | null, instant: string): Record<string, unknown> {
  if (after === null) return {};
  const [atMs, id] = after;
  const at = new Date(atMs);
  return { [instant]: { $lte: at }, $or: [{ [instant]: { $lt: at } }, { _id: { $lt: id } }] };
}
