import type { Collection } from './collection.ts';
import { MongoError, notBuilt } from './errors.ts';
import { encodeKey } from './key-string.ts';
import { compileFilter, type Matcher } from './matcher.ts';
import { indexKeys, type Path } from './paths.ts';
import { planQuery, planSummary, type Plan, type Query, type Sort } from './planner.ts';
import type { StoredDocument } from './stored-document.ts';
import { asNumber, isDoc, type Doc } from './values.ts';

/** The keys and documents that an operation read, as `explain` and the profiler report them. */
export interface Usage {
  keysExamined: number;
  docsExamined: number;
  plans: string[];
}

export function noUsage(): Usage {
  return { keysExamined: 0, docsExamined: 0, plans: [] };
}

export interface FindRequest {
  filter: Doc;
  sort?: Sort;
  skip?: number;
  limit?: number | undefined;
}

/** https://www.mongodb.com/docs/manual/reference/method/cursor.sort/ */
export function parseSort(value: unknown): Sort {
  if (value === undefined || value === null) return [];
  if (!isDoc(value)) throw new MongoError(14, 'Expected field sort to be of type object');
  return Object.entries(value).map(([path, given]) => {
    if (path === '$natural') throw notBuilt(2, 'sorting by $natural is not supported');
    const direction = asNumber(given);
    if (direction !== 1 && direction !== -1)
      throw new MongoError(2, `$sort key ordering must be 1 (for ascending) or -1 (for descending)`);
    return [path, direction] as const;
  });
}

function* scan(
  collection: Collection | undefined,
  plan: Plan,
  { usage, anyOrder }: { usage: Usage; anyOrder: boolean },
): Generator<StoredDocument> {
  const disorder = anyOrder ? collection?.disorder : undefined;
  const documents = collection?.documents.values() ?? [];
  switch (plan.stage) {
    case 'EOF':
      return;
    case 'COLLSCAN':
      for (const document of disorder?.shuffle(documents) ?? documents) {
        usage.docsExamined++;
        yield document;
      }
      return;
    case 'IXSCAN': {
      const seen = plan.index.isMultikey ? new Set<number>() : undefined;
      const tree = plan.index.tree;
      const backward = plan.backward || disorder?.coin() === true;
      for (const { from, to } of backward ? [...plan.intervals].reverse() : plan.intervals) {
        for (const [, document] of backward ? tree.backward(from, to) : tree.entries(from, to)) {
          usage.keysExamined++;
          if (seen?.has(document.id) === true) continue;
          seen?.add(document.id);
          usage.docsExamined++;
          yield document;
        }
      }
    }
  }
}

/**
 * The string by which a document sorts: the least of its keys in an index on the sort, so that arrays sort alike with
 * and without an index. https://www.mongodb.com/docs/manual/reference/bson-type-comparison-order/#arrays
 */
function sortKey(doc: Doc, paths: readonly Path[], descending: readonly boolean[]): string {
  const keys = indexKeys(doc, paths, () => undefined).map((values) => encodeKey(values, descending));
  return keys.reduce((least, key) => (key < least ? key : least));
}

export function sortDocuments<T>(items: readonly T[], plainOf: (item: T) => Doc, sort: Sort): T[] {
  const paths = sort.map(([path]) => path.split('.'));
  const descending = sort.map(([, direction]) => direction < 0);
  return items
    .map((item) => ({ item, key: sortKey(plainOf(item), paths, descending) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}

function queryOf({ filter, sort = [], skip = 0, limit }: FindRequest): Query {
  return { filter, sort, limit: limit === undefined ? undefined : limit + skip };
}

/** Runs a find to its end in one synchronous step, so that later writes do not change an open cursor. */
export function find(
  collection: Collection | undefined,
  request: FindRequest,
  usage: Usage,
): { plan: Plan; documents: StoredDocument[] } {
  const plan = planQuery(collection, queryOf(request));
  // Exact bounds prove the filter: neither is it compiled nor are documents decoded.
  const matches: Matcher | undefined =
    plan.stage === 'IXSCAN' && plan.exact ? undefined : compileFilter(request.filter);
  usage.plans.push(planSummary(plan));
  const { sort = [], skip = 0, limit = Infinity } = request;
  const wanted = plan.sorted ? skip + limit : Infinity;
  const found: StoredDocument[] = [];
  if (wanted > 0) {
    for (const document of scan(collection, plan, { usage, anyOrder: sort.length === 0 })) {
      if (!plan.exact && matches?.(document.plain) === false) continue;
      found.push(document);
      if (found.length >= wanted) break;
    }
  }
  // Documents with equal sort keys come in any order too.
  const unsorted = collection?.disorder?.shuffle(found);
  const ordered =
    plan.sorted && (!unsorted || sort.length === 0)
      ? (unsorted ?? found)
      : sortDocuments(unsorted ?? found, (document) => document.plain, sort);
  return {
    plan,
    documents: skip > 0 || ordered.length > limit ? ordered.slice(skip, skip + limit) : ordered,
  };
}
