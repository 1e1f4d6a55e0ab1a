import { Context, evalExpr, ProcessingMode } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import * as stages from 'mingo/operators/pipeline';
import * as queries from 'mingo/operators/query';
import * as windows from 'mingo/operators/window';
import { Query } from 'mingo/query';
import type { Options } from 'mingo/types';
import { MongoError } from './errors.ts';
import { compareValues, encodeValue } from './key-string.ts';
import { somePathValue } from './paths.ts';
import { asNumber, bsonType, isDoc, typeName, type Doc } from './values.ts';

export type Matcher = (doc: Doc) => boolean;
type Test = (value: unknown) => boolean;

/*
 * mingo parses filters and pipelines and brings the logical operators and the expressions. What compares values
 * is ours: mingo compares Long, Decimal128 and Binary by their text, and reads `{ 'a.b': null }` over arrays
 * differently, while filter, index and sort must agree to the letter.
 */

function equals(operand: unknown): Test {
  if (operand === null || operand === undefined) return (value) => value === null || value === undefined;
  if (typeof operand === 'string' || typeof operand === 'boolean') return (value) => value === operand;
  if (operand instanceof RegExp) return (value) => matchesText(operand)(value) || sameRegex(value, operand);
  const type = bsonType(operand);
  const encoded = encodeValue(operand);
  return (value) => {
    if (typeof value === 'number' && typeof operand === 'number')
      return value === operand || encodeValue(value) === encoded;
    if (typeof value !== 'object' && typeof value !== 'number') return false;
    return (type !== 'ObjectId' || bsonType(value) === type) && encodeValue(value) === encoded;
  };
}

function sameRegex(value: unknown, operand: RegExp): boolean {
  return value instanceof RegExp && String(value) === String(operand);
}

/** Ranges stay within the operand's type: https://www.mongodb.com/docs/manual/reference/method/db.collection.find/#type-bracketing */
function inRange(operand: unknown, holds: (order: number) => boolean): Test {
  const encoded = encodeValue(operand);
  const bracket = encoded.charAt(0);
  const isNumber = typeof operand === 'number' && !Number.isNaN(operand);
  return (value) => {
    if (isNumber && typeof value === 'number') return holds(value - operand);
    if (value === undefined && operand !== null) return false;
    const other = encodeValue(value);
    return other.startsWith(bracket) && holds(other < encoded ? -1 : other > encoded ? 1 : 0);
  };
}

function matchesText(pattern: RegExp): Test {
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  return (value) => typeof value === 'string' && stateless.test(value);
}

function isIn(operand: unknown): Test {
  if (!Array.isArray(operand)) throw new MongoError(2, '$in needs an array');
  const patterns = operand.filter((one) => one instanceof RegExp).map(matchesText);
  const encoded = new Set(operand.map((one) => encodeValue(one)));
  return (value) => encoded.has(encodeValue(value)) || patterns.some((test) => test(value));
}

/** https://www.mongodb.com/docs/manual/reference/operator/query/type/ */
function hasType(operand: unknown): Test {
  const aliases: Record<number, string> = {
    1: 'double',
    2: 'string',
    3: 'object',
    4: 'array',
    5: 'binData',
    7: 'objectId',
    8: 'bool',
    9: 'date',
    10: 'null',
    11: 'regex',
    16: 'int',
    17: 'timestamp',
    18: 'long',
    19: 'decimal',
  };
  const wanted = (Array.isArray(operand) ? operand : [operand]).map((one) =>
    typeof one === 'number' ? (aliases[one] ?? 'unknown') : String(one),
  );
  const numeric = ['int', 'long', 'double', 'decimal'];
  return (value) => {
    const name = typeName(value);
    // The plain form knows no difference between an integral double, an int and a long.
    if (numeric.includes(name)) {
      const integral = typeof value === 'number' && Number.isInteger(value);
      return wanted.some(
        (one) => one === 'number' || one === name || (integral && numeric.includes(one) && one !== 'decimal'),
      );
    }
    return wanted.includes(name);
  };
}

function elementTest(operand: unknown, options: Options): Test {
  if (!isDoc(operand)) throw new MongoError(2, '$elemMatch needs an Object');
  const names = Object.keys(operand);
  const ofValue =
    names.length > 0 && names.every((name) => name.startsWith('$') && !/^\$(and|or|nor|expr)$/.test(name));
  const query = new Query(ofValue ? { value: operand } : operand, options);
  return (element) => {
    if (ofValue) return query.test({ value: element });
    return (isDoc(element) || Array.isArray(element)) && query.test(element as Doc);
  };
}

function all(operand: unknown, path: readonly string[], options: Options): Matcher {
  if (!Array.isArray(operand)) throw new MongoError(2, '$all needs an array');
  const tests = operand.map((one): Matcher => {
    if (isDoc(one) && '$elemMatch' in one) {
      const test = elementTest(one['$elemMatch'], options);
      return (doc) => somePathValue(doc, path, (value) => Array.isArray(value) && value.some(test), false);
    }
    const test = equals(one);
    return (doc) => somePathValue(doc, path, test);
  });
  return (doc) => tests.length > 0 && tests.every((test) => test(doc));
}

type QueryOperator = (path: string, operand: unknown, options: Options) => Matcher;

/** An operator that holds when any value at the path passes. */
function any(
  make: (operand: unknown, options: Options) => Test,
  negate = false,
  elements = true,
): QueryOperator {
  return (path, operand, options) => {
    const test = make(operand, options);
    const parts = path.split('.');
    return (doc) => somePathValue(doc, parts, test, elements) !== negate;
  };
}

function refuse(name: string): QueryOperator {
  return () => {
    throw new MongoError(2, `${name} is not supported by this server`);
  };
}

const comparisons: Record<string, QueryOperator> = {
  $eq: any(equals),
  $ne: any(equals, true),
  $in: any(isIn),
  $nin: any(isIn, true),
  $gt: any((operand) => inRange(operand, (order) => order > 0)),
  $gte: any((operand) => inRange(operand, (order) => order >= 0)),
  $lt: any((operand) => inRange(operand, (order) => order < 0)),
  $lte: any((operand) => inRange(operand, (order) => order <= 0)),
  $regex: any((operand) => matchesText(operand instanceof RegExp ? operand : new RegExp(String(operand)))),
  $type: any(hasType),
  $exists: (path, operand) => {
    const parts = path.split('.');
    return (doc) => somePathValue(doc, parts, (value) => value !== undefined, false) === Boolean(operand);
  },
  $size: any((operand) => (value) => Array.isArray(value) && value.length === operand, false, false),
  $elemMatch: any(
    (operand, options) => {
      const test = elementTest(operand, options);
      return (value) => Array.isArray(value) && value.some(test);
    },
    false,
    false,
  ),
  $all: (path, operand, options) => all(operand, path.split('.'), options),
  $mod: any((operand) => {
    const [divisor, remainder] = Array.isArray(operand) ? operand.map(asNumber) : [];
    if (divisor === undefined || remainder === undefined)
      throw new MongoError(2, 'malformed mod, needs to be an array of two numbers');
    return (value) => Math.trunc(asNumber(value) ?? NaN) % Math.trunc(divisor) === Math.trunc(remainder);
  }),
  ...Object.fromEntries(
    ['$where', '$near', '$nearSphere', '$geoWithin', '$geoIntersects', '$text'].map((name) => [
      name,
      refuse(name),
    ]),
  ),
};

function comparison(holds: (order: number) => boolean | number) {
  return (doc: unknown, operands: unknown, options: Options): unknown => {
    const values: unknown = evalExpr(doc, operands, options);
    if (!Array.isArray(values) || values.length !== 2)
      throw new MongoError(2, 'comparisons take exactly 2 arguments');
    return holds(compareValues(values[0], values[1]));
  };
}

const ownExpressions = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: comparison((order) => Math.sign(order)),
};

/** mingo's operators with ours before them: what `Context.from` meets first wins. */
const context = Context.from(
  Context.init({ query: comparisons, expression: ownExpressions }),
  Context.init({
    accumulator: accumulators,
    expression: expressions,
    pipeline: stages,
    query: queries,
    window: windows,
  }),
);

/** For mingo's own entry points. */
export const mingoOptions = {
  context,
  scriptEnabled: false,
  processingMode: ProcessingMode.CLONE_OFF,
} as const;

/**
 * mingo copies a context's hundreds of operators for every query, about 20 µs, unless it is given options it made
 * itself. Operators are handed those, so one that lives for a moment keeps them.
 */
function preparedOptions(): Partial<Options> {
  let prepared: Options | undefined;
  const $capture: QueryOperator = (_path, _operand, options) => {
    if (prepared) throw new MongoError(2, 'unknown operator: $capture');
    prepared = options;
    return everything;
  };
  const capturing = Context.from(Context.init({ query: { $capture } }), context);
  new Query({ x: { $capture: 1 } }, { ...mingoOptions, context: capturing });
  return prepared ?? mingoOptions;
}

const everything: Matcher = () => true;
const queryOptions = preparedOptions();

/** Runs mingo and turns what it throws about a wrong filter or stage into MongoDB's BadValue. */
export function viaMingo<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof MongoError) throw error;
    throw new MongoError(2, error instanceof Error ? error.message : String(error));
  }
}

function withoutComments(filter: Doc): Doc {
  if ('$comment' in filter) {
    const { $comment: _, ...rest } = filter;
    return rest;
  }
  if ('$text' in filter) throw new MongoError(2, '$text is not supported by this server');
  if ('$where' in filter) throw new MongoError(2, '$where is not supported by this server');
  return filter;
}

/** Compiles a plain filter: https://www.mongodb.com/docs/manual/reference/operator/query/ */
export function compileFilter(filter: Doc, variables?: Doc): Matcher {
  const conditions = withoutComments(filter);
  if (Object.keys(conditions).length === 0) return everything;
  return viaMingo(() => {
    const query = new Query(conditions, variables ? { ...mingoOptions, variables } : queryOptions);
    return (doc) => viaMingo(() => query.test(doc));
  });
}
