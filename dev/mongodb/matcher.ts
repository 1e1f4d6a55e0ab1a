import { Context, evalExpr, ProcessingMode } from 'mingo/core';
import * as accumulators from 'mingo/operators/accumulator';
import * as expressions from 'mingo/operators/expression';
import {
  $addFields,
  $group,
  $project,
  $replaceRoot,
  $replaceWith,
  $set,
  $unset,
  $unwind,
} from 'mingo/operators/pipeline';
import { $and, $expr, $nor, $not, $or } from 'mingo/operators/query';
import { Query } from 'mingo/query';
import type { Options } from 'mingo/types';
import { MongoError, notBuilt } from './errors.ts';
import { compareValues, encodeValue } from './key-string.ts';
import { somePathValue } from './paths.ts';
import { bsonType, isDoc, type Doc } from './values.ts';

/*
 * mingo parses filters and pipelines, and brings the logical operators and the expressions. Operators that compare
 * values are built here: mingo compares Long, Decimal128 and Binary by their text and reads `{ 'a.b': null }` over
 * arrays differently, while filters, indexes and sorts must agree exactly.
 */

export type Matcher = (doc: Doc) => boolean;
type Test = (value: unknown) => boolean;

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

type QueryOperator = (path: string, operand: unknown, options: Options) => Matcher;

/**
 * An operator that holds when a value at the path passes.
 * @param options.negate holds when no value passes
 * @param options.elements whether an array at the end of the path is tested element by element too
 */
function pathOperator(
  testFor: (operand: unknown, options: Options) => Test,
  { negate = false, elements = true } = {},
): QueryOperator {
  return (path, operand, options) => {
    const test = testFor(operand, options);
    const parts = path.split('.');
    return (doc) => somePathValue(doc, parts, test, elements) !== negate;
  };
}

const comparisons: Record<string, QueryOperator> = {
  $eq: pathOperator(equals),
  $ne: pathOperator(equals, { negate: true }),
  $in: pathOperator(isIn),
  $nin: pathOperator(isIn, { negate: true }),
  $gt: pathOperator((operand) => inRange(operand, (order) => order > 0)),
  $gte: pathOperator((operand) => inRange(operand, (order) => order >= 0)),
  $lt: pathOperator((operand) => inRange(operand, (order) => order < 0)),
  $lte: pathOperator((operand) => inRange(operand, (order) => order <= 0)),
  $regex: pathOperator((operand) =>
    matchesText(operand instanceof RegExp ? operand : new RegExp(String(operand))),
  ),
  $exists: (path, operand) => {
    const parts = path.split('.');
    return (doc) => somePathValue(doc, parts, (value) => value !== undefined, false) === Boolean(operand);
  },
  $size: pathOperator((operand) => (value) => Array.isArray(value) && value.length === operand, {
    elements: false,
  }),
  $elemMatch: pathOperator(
    (operand, options) => {
      const test = elementTest(operand, options);
      return (value) => Array.isArray(value) && value.some(test);
    },
    { elements: false },
  ),
};

/** The field operators of MongoDB that this server refuses by name. */
const refusedOperators = [
  ...['$all', '$mod', '$type', '$bitsAllSet', '$bitsAllClear', '$bitsAnySet', '$bitsAnyClear'],
  ...['$near', '$nearSphere', '$geoWithin', '$geoIntersects'],
];

function refuse(name: string): QueryOperator {
  return () => {
    throw notBuilt(2, `unknown operator: ${name}`);
  };
}

function comparison(holds: (order: number) => boolean | number) {
  return (doc: unknown, operands: unknown, options: Options): unknown => {
    const values: unknown = evalExpr(doc, operands, options);
    if (!Array.isArray(values) || values.length !== 2)
      throw new MongoError(2, 'comparisons take exactly 2 arguments');
    return holds(compareValues(values[0], values[1]));
  };
}

const comparisonExpressions = {
  $eq: comparison((order) => order === 0),
  $ne: comparison((order) => order !== 0),
  $gt: comparison((order) => order > 0),
  $gte: comparison((order) => order >= 0),
  $lt: comparison((order) => order < 0),
  $lte: comparison((order) => order <= 0),
  $cmp: comparison((order) => Math.sign(order)),
};

/** The pipeline stages that mingo runs. */
export const mingoStages = {
  $addFields,
  $group,
  $project,
  $replaceRoot,
  $replaceWith,
  $set,
  $unset,
  $unwind,
};

/** The operators of this file before mingo's: `Context.from` takes the first of a name. */
const context = Context.from(
  Context.init({
    query: {
      ...comparisons,
      ...Object.fromEntries(refusedOperators.map((name) => [name, refuse(name)])),
    },
    expression: comparisonExpressions,
  }),
  Context.init({
    accumulator: accumulators,
    expression: expressions,
    pipeline: mingoStages,
    query: { $and, $expr, $nor, $not, $or },
  }),
);

/** For mingo's own entry points. */
export const mingoOptions = {
  context,
  scriptEnabled: false,
  processingMode: ProcessingMode.CLONE_OFF,
} as const;

/**
 * Options that mingo has prepared. mingo copies a context's hundreds of operators for every query, about 20 µs, unless
 * the options come from mingo itself. mingo passes them to operators, so a temporary operator keeps them.
 */
function preparedOptions(): Partial<Options> {
  let prepared: Options | undefined;
  const $capture: QueryOperator = (_path, _operand, options) => {
    if (prepared) throw new MongoError(2, 'unknown operator: $capture');
    prepared = options;
    return matchesAll;
  };
  const capturing = Context.from(Context.init({ query: { $capture } }), context);
  new Query({ x: { $capture: 1 } }, { ...mingoOptions, context: capturing });
  return prepared ?? mingoOptions;
}

const matchesAll: Matcher = () => true;
const queryOptions = preparedOptions();

/** Runs mingo; turns its errors about an invalid filter or stage into MongoDB's BadValue. */
export function withMingo<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof MongoError) throw error;
    throw new MongoError(2, error instanceof Error ? error.message : String(error));
  }
}

/** The conditions of a filter, without its `$comment`. */
function conditionsOf(filter: Doc): Doc {
  for (const name of ['$text', '$where', '$jsonSchema']) {
    if (name in filter) throw notBuilt(2, `unknown top level operator: ${name}`);
  }
  if (!('$comment' in filter)) return filter;
  const { $comment: _, ...conditions } = filter;
  return conditions;
}

/** Compiles a plain filter: https://www.mongodb.com/docs/manual/reference/operator/query/ */
export function compileFilter(filter: Doc): Matcher {
  const conditions = conditionsOf(filter);
  if (Object.keys(conditions).length === 0) return matchesAll;
  return withMingo(() => {
    const query = new Query(conditions, queryOptions);
    return (doc) => withMingo(() => query.test(doc));
  });
}
