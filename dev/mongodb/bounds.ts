import { after, encodeValue, tags } from './key-string.ts';
import { bsonType, isDoc, type Doc } from './values.ts';

/** A half-open range `[from, to)` of encoded values; `to` usually ends in `after`. */
export interface Interval {
  from: string;
  to: string;
}

const nullTag = String.fromCharCode(tags.null);
const stringTag = String.fromCharCode(tags.string);

function point(value: unknown): Interval {
  const encoded = encodeValue(value);
  return { from: encoded, to: encoded + after };
}

/** A single value: the whole bracket of a type is one character long, a value of it is longer (null apart). */
export function isPoint({ from, to }: Interval): boolean {
  return to === from + after && (from.length > 1 || from === nullTag);
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

/** An operand whose matches an index holds as exactly one value: no patterns, and no arrays (held by element). */
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
      return [{ from: encoded + after, to: bracket + after }];
    case '$gte':
      return [{ from: encoded, to: bracket + after }];
    case '$lt':
      return [{ from: bracket, to: encoded }];
    default:
      return [{ from: bracket, to: encoded + after }];
  }
}

/** `/^abc/` is the range of the strings that start so: https://www.mongodb.com/docs/manual/reference/operator/query/regex/#index-use */
function prefixRange(pattern: unknown): Interval[] | undefined {
  if (!(pattern instanceof RegExp) || pattern.flags.replace('g', '') !== '') return undefined;
  const literal = /^\^([\w @:/-]+)(?![*+?{|])/.exec(pattern.source)?.[1];
  if (literal === undefined || pattern.source.includes('|')) return undefined;
  const followed = pattern.source[literal.length + 1];
  const certain = followed !== undefined && '*?{'.includes(followed) ? literal.slice(0, -1) : literal;
  const from = stringTag + certain;
  return [{ from, to: from + after }];
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
    case '$regex':
      return prefixRange(operand);
    case '$type':
      return operand === 'string' || operand === 2 ? [{ from: stringTag, to: stringTag + after }] : undefined;
    default:
      return undefined;
  }
}

export function isOperatorDoc(condition: unknown): condition is Doc {
  return isDoc(condition) && Object.keys(condition).some((key) => key.startsWith('$'));
}

function conditionBounds(condition: unknown): Interval[][] {
  if (condition instanceof RegExp) return [prefixRange(condition)].filter((one) => one !== undefined);
  if (!isOperatorDoc(condition)) return indexable(condition) ? [[point(condition)]] : [];
  return Object.entries(condition)
    .map(([operator, operand]) => operatorBounds(operator, operand))
    .filter((one) => one !== undefined);
}

/**
 * Where in an index of `path` the matches of a filter lie, or undefined if anywhere. Over arrays two conditions
 * may be met by two elements, so that only one of them may bound the scan (`multikey`).
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
  return multikey ? (found.find(allPoints) ?? found[0]) : found.reduce(intersect);
}

/** Whether every document the filter matches also satisfies `partial`, judged by their bounds. */
export function implies(filter: Doc, partial: Doc): boolean {
  return Object.entries(partial).every(([path, condition]) => {
    if (path === '$and' && Array.isArray(condition))
      return condition.every((part) => isDoc(part) && implies(filter, part));
    const bounds = fieldBounds(filter, path, true);
    if (!bounds) return false;
    const wanted =
      isDoc(condition) && condition['$exists'] === true
        ? [{ from: nullTag + after, to: after }]
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

/** Whether an index entry within the bounds proves the condition, so that the document need not be tested. */
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
