import { allPoints, fieldBounds, isEverything, isExact, isPoint, type Interval } from './bounds.ts';
import type { Collection } from './collection.ts';
import type { CollectionIndex } from './collection-index.ts';
import { highKey, complement } from './key-string.ts';
import { shellText } from './shell-text.ts';
import type { Doc } from './values.ts';

export type Sort = readonly (readonly [path: string, direction: 1 | -1])[];

export interface Query {
  filter: Doc;
  sort: Sort;
  /** The number of documents to find, including skipped documents; undefined for all. */
  limit: number | undefined;
}

export type Plan =
  | { stage: 'COLLSCAN'; sorted: boolean; exact: boolean }
  | {
      stage: 'IXSCAN';
      index: CollectionIndex;
      intervals: Interval[];
      backward: boolean;
      /** The scan yields documents in the order of the query's sort. */
      sorted: boolean;
      /** Each key within the intervals proves the filter. */
      exact: boolean;
    }
  | { stage: 'EOF'; sorted: true; exact: true };

type IndexPlan = Extract<Plan, { stage: 'IXSCAN' }>;

/** Above this number of separate values an index field is scanned as a range, since each value costs a search. */
const maxPoints = 5000;

interface Scan {
  intervals: Interval[];
  /** The number of leading fields with bounds. */
  bounded: number;
  /** Fields with a single value in the scanned keys. */
  fixed: Set<string>;
  /** Multikey fields with bounds: keys outside them are not read, so the scan may miss the least key of a document. */
  cut: Set<string>;
}

function scanOf(index: CollectionIndex, filter: Doc): Scan {
  let prefixes = [''];
  const fixed = new Set<string>();
  const cut = new Set<string>();
  for (const [at, field] of index.fields.entries()) {
    // Two elements of an array may meet conditions on two fields, and their keys are different entries.
    const second = index.multikey[at] === true && index.multikey.indexOf(true) < at;
    const bounds = second ? undefined : fieldBounds(filter, field, index.multikey[at] === true);
    const open = prefixes.map((prefix) => ({ from: prefix, to: prefix + highKey }));
    if (!bounds) return { intervals: open, bounded: at, fixed, cut };
    if (index.multikey[at] === true && !isEverything(bounds)) cut.add(field);
    const oriented = index.descending[at] === true ? descend(bounds) : bounds;
    if (!allPoints(bounds) || prefixes.length * bounds.length > maxPoints) {
      const intervals = prefixes.flatMap((prefix) =>
        oriented.map(({ from, to }) => ({ from: prefix + from, to: prefix + to })),
      );
      return { intervals, bounded: at + 1, fixed, cut };
    }
    if (bounds.length === 1) fixed.add(field);
    prefixes = prefixes.flatMap((prefix) => oriented.map((one) => prefix + withoutAfter(one)));
  }
  return {
    intervals: prefixes.map((prefix) => ({ from: prefix, to: prefix + highKey })),
    bounded: index.fields.length,
    fixed,
    cut,
  };
}

function withoutAfter({ to }: Interval): string {
  return to.slice(0, -1);
}

function descend(bounds: readonly Interval[]): Interval[] {
  return bounds.map(({ from, to }) => ({ from: complement(to), to: complement(from) })).reverse();
}

function rootOf(path: string): string | undefined {
  return path.split('.', 1)[0];
}

/**
 * The direction in which the index yields the sort; undefined if it does not. A multikey index yields it where no bounds
 * lie on a multikey field that shares a path with the sort.
 * https://www.mongodb.com/docs/manual/tutorial/sort-results-with-indexes/
 * https://www.mongodb.com/docs/manual/core/indexes/index-types/index-multikey/
 */
function sortDirection(
  index: CollectionIndex,
  sort: Sort,
  { fixed, cut }: Scan,
): 'forward' | 'backward' | undefined {
  // A document may have more values of a multikey field than the scanned one.
  const wanted = sort.filter(([path]) => !fixed.has(path) || cut.has(path));
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
  if (met < wanted.length) return undefined;
  if (sort.some(([path]) => [...cut].some((field) => rootOf(field) === rootOf(path)))) return undefined;
  return backward === true ? 'backward' : 'forward';
}

function indexPlan(
  index: CollectionIndex,
  { filter, sort }: Query,
): (IndexPlan & { bounded: number }) | undefined {
  if (!index.serves(filter)) return undefined;
  const scan = scanOf(index, filter);
  const direction = sort.length > 0 ? sortDirection(index, sort, scan) : 'forward';
  if (scan.bounded === 0 && (sort.length === 0 || !direction)) return undefined;
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

/** The number of index keys that the plan reads; a sort in memory adds half. */
function cost(plan: IndexPlan, limit: number | undefined): number {
  let keys = 0;
  for (const { from, to } of plan.intervals) keys += plan.index.tree.count(from, to);
  if (!plan.sorted) return keys * 1.5;
  if (limit === undefined) return keys;
  return plan.exact ? Math.min(keys, limit) : Math.max(Math.min(keys, limit), keys / 2);
}

/** Chooses the cheapest index plan, or a collection scan where no index helps. */
export function planQuery(collection: Collection | undefined, query: Query): Plan {
  if (!collection) return { stage: 'EOF', sorted: true, exact: true };
  let best: { plan: IndexPlan & { bounded: number }; cost: number } | undefined;
  for (const index of collection.indexes) {
    const plan = indexPlan(index, query);
    if (!plan) continue;
    const planCost = cost(plan, query.limit);
    if (!best || planCost < best.cost || (planCost === best.cost && plan.bounded > best.plan.bounded))
      best = { plan, cost: planCost };
  }
  if (best) return best.plan;
  const exact = Object.keys(query.filter).length === 0;
  return { stage: 'COLLSCAN', sorted: query.sort.length === 0, exact };
}

export function planSummary(plan: Plan): string {
  switch (plan.stage) {
    case 'IXSCAN':
      return isIdHack(plan) ? 'IDHACK' : `IXSCAN ${shellText(plan.index.spec.key)}`;
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
