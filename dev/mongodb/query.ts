import type { Collection } from './collection.ts';
import { MongoError } from './errors.ts';
import { emptyArray, encodeKey, encodeValue } from './key-string.ts';
import { compileFilter, type Matcher } from './matcher.ts';
import { somePathValue } from './paths.ts';
import { planQuery, planSummary, type Plan, type Question, type Sort } from './planner.ts';
import type { StoredDocument } from './stored-document.ts';
import { asNumber, isDoc, type Doc } from './values.ts';

/** What one operation cost, as `explain` and the profiler report it. */
export interface Effort {
  keysExamined: number;
  docsExamined: number;
  plans: string[];
}

export function noEffort(): Effort {
  return { keysExamined: 0, docsExamined: 0, plans: [] };
}

export interface Find {
  filter: Doc;
  sort?: Sort;
  skip?: number;
  limit?: number | undefined;
  hint?: unknown;
  variables?: Doc | undefined;
}

/** https://www.mongodb.com/docs/manual/reference/method/cursor.sort/ */
export function parseSort(value: unknown): Sort {
  if (value === undefined || value === null) return [];
  if (!isDoc(value)) throw new MongoError(14, 'Expected field sort to be of type object');
  return Object.entries(value).map(([path, given]) => {
    const direction = asNumber(given);
    if (direction !== 1 && direction !== -1)
      throw new MongoError(2, `$sort key ordering must be 1 (for ascending) or -1 (for descending)`);
    return [path, direction] as const;
  });
}

function* scan(collection: Collection | undefined, plan: Plan, effort: Effort): Generator<StoredDocument> {
  switch (plan.stage) {
    case 'EOF':
      return;
    case 'COLLSCAN':
      for (const document of plan.backward
        ? [...(collection?.documents.values() ?? [])].reverse()
        : (collection?.documents.values() ?? [])) {
        effort.docsExamined++;
        yield document;
      }
      return;
    case 'OR': {
      const seen = new Set<number>();
      for (const branch of plan.branches) {
        for (const document of scan(collection, branch, effort)) {
          if (seen.has(document.id)) continue;
          seen.add(document.id);
          yield document;
        }
      }
      return;
    }
    case 'IXSCAN': {
      const seen = plan.index.isMultikey ? new Set<number>() : undefined;
      const tree = plan.index.tree;
      for (const { from, to } of plan.backward ? [...plan.intervals].reverse() : plan.intervals) {
        for (const [, document] of plan.backward ? tree.backward(from, to) : tree.entries(from, to)) {
          effort.keysExamined++;
          if (seen?.has(document.id) === true) continue;
          seen?.add(document.id);
          effort.docsExamined++;
          yield document;
        }
      }
    }
  }
}

/** The string by which a document sorts: of an array the least element, or the greatest when descending. */
export function sortKey(doc: Doc, sort: Sort): string {
  const values = sort.map(([path, direction]) => {
    let best: { value: unknown; encoded: string } | undefined;
    const consider = (value: unknown): boolean => {
      const candidates = Array.isArray(value) ? (value.length > 0 ? value : [emptyArray]) : [value];
      for (const candidate of candidates) {
        const encoded = encodeValue(candidate);
        if (!best || (direction > 0 ? encoded < best.encoded : encoded > best.encoded))
          best = { value: candidate, encoded };
      }
      return false;
    };
    somePathValue(doc, path.split('.'), consider, false);
    return best?.value;
  });
  return encodeKey(
    values,
    sort.map(([, direction]) => direction < 0),
  );
}

export function sortDocuments<T>(items: readonly T[], plainOf: (item: T) => Doc, sort: Sort): T[] {
  return items
    .map((item) => ({ item, key: sortKey(plainOf(item), sort) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}

function question({ filter, sort = [], skip = 0, limit, hint }: Find): Question {
  return { filter, sort, limit: limit === undefined ? undefined : limit + skip, hint };
}

/** Every document a find yields, decided in one step: later writes do not change an open cursor. */
export function find(
  collection: Collection | undefined,
  request: Find,
  effort: Effort,
): { plan: Plan; documents: StoredDocument[] } {
  const plan = planQuery(collection, question(request));
  // Bounds that prove the filter need neither its compilation nor the document's decoding.
  const matches: Matcher | undefined =
    plan.stage === 'IXSCAN' && plan.exact ? undefined : compileFilter(request.filter, request.variables);
  effort.plans.push(planSummary(plan));
  const { sort = [], skip = 0, limit = Infinity } = request;
  const wanted = plan.sorted ? skip + limit : Infinity;
  const found: StoredDocument[] = [];
  if (wanted > 0) {
    for (const document of scan(collection, plan, effort)) {
      if (!plan.exact && matches?.(document.plain) === false) continue;
      found.push(document);
      if (found.length >= wanted) break;
    }
  }
  const ordered = plan.sorted ? found : sortDocuments(found, (document) => document.plain, sort);
  return {
    plan,
    documents: skip > 0 || ordered.length > limit ? ordered.slice(skip, skip + limit) : ordered,
  };
}
