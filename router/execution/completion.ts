import {
  getNullableType,
  GraphQLBoolean,
  GraphQLError,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLString,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
} from 'graphql';
import type {
  GraphQLCompositeType,
  GraphQLInterfaceType,
  GraphQLLeafType,
  GraphQLObjectType,
  GraphQLOutputType,
} from 'graphql';
import { graphqlError } from '../../platform/errors.ts';
import { maxErrors } from '../errors.ts';
import { isJsonObject, isShallow } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { ResponsePath } from './paths.ts';

/** Marks an invalid value during completion: it propagates up to the nearest nullable field or list item. */
export const invalidValue = Symbol('invalid value');

/** The state of a response's completion. */
export interface Completion {
  /** The path of the value being completed, with the client's names. */
  path: (string | number)[];
  errors: GraphQLError[];
  /** True when an error explains a null at that path. */
  isExplained: (path: ResponsePath) => boolean;
}

/** Completes one fetched value; returns `invalidValue` when it does not fit the type. */
export type Completer = (value: unknown, at: Completion) => unknown;

/** A field of a response. */
export interface CompletedField {
  responseName: string;
  /** Its name in the fetched data. */
  from: string;
  /** True for names on Object.prototype: read them with Object.hasOwn. */
  inherited: boolean;
  /** Null for `__typename`: the completer of the object knows it. */
  complete: Completer | null;
  nullable: boolean;
}

/** An object's type. For an `@interfaceObject`, only the interface may be known. */
export type KnownType = GraphQLObjectType | GraphQLInterfaceType;

/** The selected fields of a type, in the order of the response. */
export type FieldsOf = (type: KnownType) => readonly CompletedField[];

/**
 * Compiles the completion of a type (https://spec.graphql.org/draft/#sec-Value-Completion).
 * @param select compiles the selections of composite types
 * @param coordinate `Type.field`, for messages
 */
export function completerOf(
  type: GraphQLOutputType,
  select: (type: GraphQLCompositeType) => Completer,
  coordinate: string,
): Completer {
  if (isNonNullType(type)) {
    const complete = completerOf(type.ofType, select, coordinate);
    return (value, at) => {
      const completed = complete(value, at);
      if (completed !== null) return completed;
      if (!at.isExplained(at.path)) report(at, `Cannot return null for non-nullable ${coordinate}.`);
      return invalidValue;
    };
  }
  if (isListType(type)) return listCompleter(type.ofType, select, coordinate);
  if (isLeafType(type)) return leafCompleter(type, coordinate);
  return select(type);
}

function listCompleter(
  itemType: GraphQLOutputType,
  select: (type: GraphQLCompositeType) => Completer,
  coordinate: string,
): Completer {
  const complete = completerOf(itemType, select, coordinate);
  const nullable = getNullableType(itemType) === itemType;
  return (value, at) => {
    if (value === undefined || value === null) return null;
    if (!Array.isArray(value)) return invalid(at, coordinate, 'a list');
    const { path } = at;
    const completed = new Array<unknown>(value.length);
    for (let index = 0; index < value.length; index += 1) {
      path.push(index);
      const item = complete(value[index], at);
      path.pop();
      if (item !== invalidValue) completed[index] = item;
      else if (nullable) completed[index] = null;
      else return invalidValue;
    }
    return completed;
  };
}

/** Values that subgraphs serialized are checked, not serialized again. Custom scalars may have any JSON value. */
function leafCompleter(type: GraphQLLeafType, coordinate: string): Completer {
  const isValid = validityOf(type);
  const isId = type.name === GraphQLID.name;
  return (value, at) => {
    if (value === undefined || value === null) return null;
    if (isValid(value)) return isId && typeof value === 'number' ? String(value) : value;
    return invalid(at, coordinate, type.name);
  };
}

function validityOf(type: GraphQLLeafType): (value: unknown) => boolean {
  if (isEnumType(type)) {
    const values = new Set<unknown>(type.getValues().map(({ name }) => name));
    return (value) => values.has(value);
  }
  if (!isScalarType(type)) return () => true;
  switch (type.name) {
    case GraphQLString.name:
      return (value) => typeof value === 'string';
    case GraphQLBoolean.name:
      return (value) => typeof value === 'boolean';
    case GraphQLInt.name:
      return (value) => typeof value === 'number' && (value | 0) === value;
    case GraphQLFloat.name:
      // JSON.parse turns numbers such as 1e999 into Infinity, which JSON cannot express.
      return (value) => Number.isFinite(value);
    case GraphQLID.name:
      return (value) => typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value));
    default:
      return (value) => isShallow(value);
  }
}

/**
 * Compiles the completion of objects.
 * @param typeNamed returns the possible type of that name; undefined when the API schema has none
 */
export function objectCompleter(
  type: GraphQLCompositeType,
  fieldsOf: FieldsOf,
  typeNamed: (name: unknown) => KnownType | undefined,
  coordinate: string,
): Completer {
  if (isObjectType(type)) {
    let fields: readonly CompletedField[] | undefined;
    return (value, at) => {
      if (value === undefined || value === null) return null;
      if (!isJsonObject(value)) return invalid(at, coordinate, 'an object');
      fields ??= fieldsOf(type);
      return completeFields(fields, type, value, at);
    };
  }
  const byName = new Map<unknown, { concrete: KnownType; fields: readonly CompletedField[] }>();
  return (value, at) => {
    if (value === undefined || value === null) return null;
    if (!isJsonObject(value)) return invalid(at, coordinate, 'an object');
    const typename = value['__typename'];
    let known = byName.get(typename);
    if (known === undefined) {
      const concrete = typeNamed(typename);
      if (concrete === undefined) return invalid(at, coordinate, `an object of a type of ${type.name}`);
      known = { concrete, fields: fieldsOf(concrete) };
      byName.set(typename, known);
    }
    return completeFields(known.fields, known.concrete, value, at);
  };
}

/** Completes the fields of one object; returns `invalidValue` when a non-null field is null or invalid. */
export function completeFields(
  fields: readonly CompletedField[],
  type: KnownType,
  value: JsonObject,
  at: Completion,
): unknown {
  const { path } = at;
  const typename = isObjectType(type) ? type.name : null;
  const completed: JsonObject = {};
  for (const field of fields) {
    const { responseName, from, complete } = field;
    let result: unknown = typename;
    if (complete !== null) {
      path.push(responseName);
      result = complete(field.inherited && !Object.hasOwn(value, from) ? undefined : value[from], at);
      path.pop();
      if (result === invalidValue) {
        if (!field.nullable) return invalidValue;
        result = null;
      }
    } else if (typename === null) return reportUnresolvedType(at, type);
    if (responseName === '__proto__') setOwn(completed, responseName, result);
    else completed[responseName] = result;
  }
  return completed;
}

/** Assigning `__proto__` would replace the prototype. */
function setOwn(object: JsonObject, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function invalid(at: Completion, coordinate: string, expected: string): typeof invalidValue {
  report(at, `Invalid value for ${coordinate}: expected ${expected}.`);
  return invalidValue;
}

/** No subgraph resolved the `__typename` of an object. */
function reportUnresolvedType(at: Completion, { name }: KnownType): typeof invalidValue {
  if (!at.isExplained(at.path))
    report(at, `Cannot resolve the type of ${name}: no subgraph returned __typename.`);
  return invalidValue;
}

function report({ path, errors }: Completion, message: string): void {
  if (errors.length >= maxErrors) return;
  const { extensions } = graphqlError('SUBGRAPH_INVALID_RESPONSE', message);
  errors.push(new GraphQLError(message, { path: [...path], extensions }));
}
