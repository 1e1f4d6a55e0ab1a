import { allPoints, fieldBounds, isExact, isPoint, type Interval } from './bounds.ts';
import type { Collection } from './collection.ts';
import type { CollectionIndex } from './collection-index.ts';
import { MongoError } from './errors.ts';
import { after, complement } from './key-string.ts';
import { shellText } from './shell-text.ts';
import { isDoc, type Doc } from './values.ts';

export type Sort = readonly (readonly [path: string, direction: 1 | -1])[];

export interface Question {
  filter: Doc;
  sort: Sort;
  /** How many documents are wanted in all, skipped ones included. */
  limit: number | undefined;
  hint?: unknown;
}

export type Plan =
  | { stage: 'COLLSCAN'; sorted: boolean; exact: boolean; backward: boolean }
  | {
      stage: 'IXSCAN';
      index: CollectionIndex;
      intervals: Interval[];
      backward: boolean;
      sorted: boolean;
      exact: boolean;
    }
  | { stage: 'OR'; branches: Plan[]; sorted: false; exact: false }
  | { stage: 'EOF'; sorted: true; exact: true };

type IndexPlan = Extract<Plan, { stage: 'IXSCAN' }>;

/** Beyond so many separate values an index field is scanned as a range: each value costs a search. */
const maxPoints = 5000;

interface Scan {
  intervals: Interval[];
  /** Leading fields that have bounds. */
  bounded: number;
  /** Fields with one value only: they do not disturb an order. */
  fixed: Set<string>;
}

function scanOf(index: CollectionIndex, filter: Doc): Scan {
  let prefixes = [''];
  const fixed = new Set<string>();
  for (const [at, field] of index.fields.entries()) {
    // Conditions on two fields of one array may be met by two elements, whose keys are not the same entry.
    const second = index.multikey[at] === true && index.multikey.indexOf(true) < at;
    const bounds = second ? undefined : fieldBounds(filter, field, index.multikey[at] === true);
    const open = prefixes.map((prefix) => ({ from: prefix, to: prefix + after }));
    if (!bounds) return { intervals: open, bounded: at, fixed };
    const oriented = index.descending[at] === true ? descend(bounds) : bounds;
    if (!allPoints(bounds) || prefixes.length * bounds.length > maxPoints) {
      const intervals = prefixes.flatMap((prefix) =>
        oriented.map(({ from, to }) => ({ from: prefix + from, to: prefix + to })),
      );
      return { intervals, bounded: at + 1, fixed };
    }
    if (bounds.length === 1) fixed.add(field);
    prefixes = prefixes.flatMap((prefix) => oriented.map((one) => prefix + withoutAfter(one)));
  }
  return {
    intervals: prefixes.map((prefix) => ({ from: prefix, to: prefix + after })),
    bounded: index.fields.length,
    fixed,
  };
}

function withoutAfter({ to }: Interval): string {
  return to.slice(0, -1);
}

function descend(bounds: readonly Interval[]): Interval[] {
  return bounds.map(({ from, to }) => ({ from: complement(to), to: complement(from) })).reverse();
}

/** Whether walking the index yields the sort, and which way. https://www.mongodb.com/docs/manual/tutorial/sort-results-with-indexes/ */
function sortDirection(
  index: CollectionIndex,
  sort: Sort,
  fixed: ReadonlySet<string>,
): 'forward' | 'backward' | undefined {
  const wanted = sort.filter(([path]) => !fixed.has(path));
  let backward: boolean | undefined;
  let met = 0;
  for (const [at, field] of index.fields.entries()) {
    const next = wanted[met];
    if (!next) break;
    if (field !== next[0]) {
      if (fixed.has(field)) continue;
      return undefined;
    }
    const against = next[1] < 0 !== (index.descending[at] === true);
    if (backward !== undefined && backward !== against) return undefined;
    backward = against;
    met++;
  }
  if (met < wanted.length || (index.isMultikey && wanted.length > 0)) return undefined;
  return backward === true ? 'backward' : 'forward';
}

function indexPlan(
  index: CollectionIndex,
  { filter, sort }: Question,
  hinted: boolean,
): (IndexPlan & { bounded: number }) | undefined {
  if (!index.serves(filter)) return undefined;
  const scan = scanOf(index, filter);
  const direction = sort.length > 0 ? sortDirection(index, sort, scan.fixed) : 'forward';
  if (scan.bounded === 0 && !hinted && (sort.length === 0 || !direction)) return undefined;
  const bounded = new Set(index.fields.slice(0, scan.bounded));
  const exact =
    !index.isMultikey &&
    Object.entries(filter).every(([key, condition]) => bounded.has(key) && isExact(condition));
  const sorted = direction !== undefined;
  return {
    stage: 'IXSCAN',
    index,
    intervals: scan.intervals,
    backward: direction === 'backward',
    sorted,
    exact,
    bounded: scan.bounded,
  };
}

/** Index keys the plan will read: the shorter way wins, and a sort in memory counts half again. */
function cost(plan: IndexPlan, limit: number | undefined): number {
  let keys = 0;
  for (const { from, to } of plan.intervals) keys += plan.index.tree.count(from, to);
  if (!plan.sorted) return keys * 1.5;
  if (limit === undefined) return keys;
  return plan.exact ? Math.min(keys, limit) : Math.max(Math.min(keys, limit), keys / 2);
}

function hintedIndex(collection: Collection, hint: unknown): CollectionIndex | 'natural' {
  if (isDoc(hint) && '$natural' in hint) return 'natural';
  const index = collection.indexes.find(
    ({ spec }) => spec.name === hint || (isDoc(hint) && shellText(spec.key) === shellText(hint)),
  );
  if (!index)
    throw new MongoError(
      2,
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  return index;
}

function collectionScan({ filter, sort }: Question): Plan {
  const natural = sort[0]?.[0] === '$natural' ? sort[0][1] : undefined;
  return {
    stage: 'COLLSCAN',
    sorted: sort.length === 0 || natural !== undefined,
    exact: Object.keys(filter).length === 0,
    backward: natural === -1,
  };
}

/** https://www.mongodb.com/docs/manual/reference/operator/query/or/#or-clauses-and-indexes */
function orPlan(collection: Collection, question: Question): Plan | undefined {
  const { $or: branches, ...rest } = question.filter;
  if (!Array.isArray(branches)) return undefined;
  const plans = branches.map((branch) =>
    choose(collection, { filter: { $and: [rest, branch] }, sort: [], limit: undefined }),
  );
  if (plans.some((plan) => plan.stage === 'COLLSCAN')) return undefined;
  return { stage: 'OR', branches: plans, sorted: false, exact: false };
}

function choose(collection: Collection, question: Question): Plan {
  let best: { plan: IndexPlan & { bounded: number }; cost: number } | undefined;
  for (const index of collection.indexes) {
    const plan = indexPlan(index, question, false);
    if (!plan) continue;
    const price = cost(plan, question.limit);
    if (!best || price < best.cost || (price === best.cost && plan.bounded > best.plan.bounded))
      best = { plan, cost: price };
  }
  if (best && best.plan.bounded > 0) return best.plan;
  return orPlan(collection, question) ?? best?.plan ?? collectionScan(question);
}

export function planQuery(collection: Collection | undefined, question: Question): Plan {
  if (!collection) return { stage: 'EOF', sorted: true, exact: true };
  if (question.hint !== undefined) {
    const index = hintedIndex(collection, question.hint);
    const plan = index === 'natural' ? undefined : indexPlan(index, question, true);
    return plan ?? collectionScan(question);
  }
  return choose(collection, question);
}

export function planSummary(plan: Plan): string {
  switch (plan.stage) {
    case 'IXSCAN':
      return isIdHack(plan) ? 'IDHACK' : `IXSCAN ${shellText(plan.index.spec.key)}`;
    case 'OR':
      return [...new Set(plan.branches.map(planSummary))].join(', ');
    case 'COLLSCAN':
    case 'EOF':
      return plan.stage;
  }
}

function isIdHack(plan: IndexPlan): boolean {
  const [only, ...others] = plan.intervals;
  return (
    plan.index.spec.name === '_id_' &&
    plan.exact &&
    others.length === 0 &&
    only !== undefined &&
    isPoint(only)
  );
}
