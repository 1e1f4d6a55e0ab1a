import { highKey, encodeValue, tags } from './key-string.ts';
import { bsonType, isDoc, type Doc } from './values.ts';

/** A half-open range `[from, to)` of encoded values; `to` usually ends in `highKey`. */
export interface Interval {
  from: string;
  to: string;
}

/** All keys: MongoDB writes it as [MinKey, MaxKey]. */
const everything: Interval = { from: '', to: highKey };
const nullTag = String.fromCharCode(tags.null);

function point(value: unknown): Interval {
  const encoded = encodeValue(value);
  return { from: encoded, to: encoded + highKey };
}

/** True for a single value. The bracket of a type is one character long, and a value is longer (except null). */
export function isPoint({ from, to }: Interval): boolean {
  return to === from + highKey && (from.length > 1 || from === nullTag);
}

export function isEverything([only, ...others]: readonly Interval[]): boolean {
  return others.length === 0 && only?.from === everything.from && only.to === everything.to;
}

export function allPoints(intervals: readonly Interval[]): boolean {
  return intervals.every(isPoint);
}

function intersect(left: readonly Interval[], right: readonly Interval[]): Interval[] {
  return left.flatMap((a) =>
    right
      .map((b) => ({ from: a.from > b.from ? a.from : b.from, to: a.to < b.to ? a.to : b.to }))
      .filter(({ from, to }) => from < to),
  );
}

function union(intervals: readonly Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const merged: Interval[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last && next.from < last.to)
      merged[merged.length - 1] = { from: last.from, to: last.to > next.to ? last.to : next.to };
    else merged.push(next);
  }
  return merged;
}

/** True where an index holds the operand as a single value: not a pattern, and not an array (indexed by element). */
function indexable(operand: unknown): boolean {
  return !(
    operand instanceof RegExp ||
    Array.isArray(operand) ||
    operand === undefined ||
    /^(MinKey|MaxKey)$/.test(bsonType(operand) ?? '')
  );
}

function range(operator: string, operand: unknown): Interval[] | undefined {
  if (!indexable(operand)) return undefined;
  const encoded = encodeValue(operand);
  const bracket = encoded.charAt(0);
  switch (operator) {
    case '$gt':
      return [{ from: encoded + highKey, to: bracket + highKey }];
    case '$gte':
      return [{ from: encoded, to: bracket + highKey }];
    case '$lt':
      return [{ from: bracket, to: encoded }];
    default:
      return [{ from: bracket, to: encoded + highKey }];
  }
}

function operatorBounds(operator: string, operand: unknown): Interval[] | undefined {
  switch (operator) {
    case '$eq':
      return indexable(operand) ? [point(operand)] : undefined;
    case '$in':
      return Array.isArray(operand) && operand.every(indexable) ? union(operand.map(point)) : undefined;
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return range(operator, operand);
    case '$exists':
      return operand === true ? [everything] : undefined;
    default:
      return undefined;
  }
}

export function isOperatorDoc(condition: unknown): condition is Doc {
  return isDoc(condition) && Object.keys(condition).some((key) => key.startsWith('$'));
}

function conditionBounds(condition: unknown): Interval[][] {
  if (!isOperatorDoc(condition)) return indexable(condition) ? [[point(condition)]] : [];
  return Object.entries(condition)
    .map(([operator, operand]) => operatorBounds(operator, operand))
    .filter((one) => one !== undefined);
}

/**
 * The intervals of an index of `path` that hold every match of a filter; undefined without bounds. In a multikey index
 * two elements of an array may meet two conditions, so only a single condition bounds the scan.
 * https://www.mongodb.com/docs/manual/core/multikey-index-bounds/
 */
export function fieldBounds(filter: Doc, path: string, multikey: boolean): Interval[] | undefined {
  const found: Interval[][] = [];
  for (const [key, condition] of Object.entries(filter)) {
    if (key === path) found.push(...conditionBounds(condition));
    else if (key === '$and' && Array.isArray(condition)) {
      for (const part of condition) {
        const bounds = isDoc(part) ? fieldBounds(part, path, multikey) : undefined;
        if (bounds) found.push(bounds);
      }
    } else if (key === '$or' && Array.isArray(condition)) {
      const branches = condition.map((part) => (isDoc(part) ? fieldBounds(part, path, multikey) : undefined));
      if (branches.every((branch) => branch !== undefined)) found.push(union(branches.flat()));
    }
  }
  if (found.length === 0) return undefined;
  if (!multikey) return found.reduce(intersect);
  return found.find(allPoints) ?? found.find((one) => !isEverything(one)) ?? found[0];
}

function isOnlyExists(condition: Doc): boolean {
  return condition['$exists'] === true && Object.keys(condition).length === 1;
}

function requiresExistence(filter: Doc, path: string): boolean {
  return Object.entries(filter).some(([key, condition]) => {
    if (key === '$and' && Array.isArray(condition))
      return condition.some((part) => isDoc(part) && requiresExistence(part, path));
    return key === path && isDoc(condition) && condition['$exists'] === true;
  });
}

/** True where the bounds show that each document matched by `filter` also matches `partial`. */
export function implies(filter: Doc, partial: Doc): boolean {
  return Object.entries(partial).every(([path, condition]) => {
    if (path === '$and' && Array.isArray(condition))
      return condition.every((part) => isDoc(part) && implies(filter, part));
    if (isDoc(condition) && isOnlyExists(condition) && requiresExistence(filter, path)) return true;
    const bounds = fieldBounds(filter, path, true);
    if (!bounds) return false;
    const wanted =
      isDoc(condition) && condition['$exists'] === true
        ? [{ from: nullTag + highKey, to: highKey }]
        : fieldBounds(partial, path, true);
    const others = isDoc(condition)
      ? Object.keys(condition).filter((key) => key.startsWith('$')).length > 1
      : false;
    return (
      !others &&
      wanted !== undefined &&
      bounds.every((one) => wanted.some(({ from, to }) => from <= one.from && one.to <= to))
    );
  });
}

/** True where an index entry within the bounds proves the condition, without a test of the document. */
export function isExact(condition: unknown): boolean {
  if (!isOperatorDoc(condition)) return indexable(condition) && condition !== null;
  return Object.entries(condition).every(
    ([operator, operand]) =>
      operand !== null &&
      /^\$(eq|in|gte?|lte?)$/.test(operator) &&
      (Array.isArray(operand) ? !operand.includes(null) : true) &&
      operatorBounds(operator, operand) !== undefined,
  );
}
