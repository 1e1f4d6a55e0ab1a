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
import { isJsonObject, isShallow } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { ResponsePath } from './paths.ts';
import { maxErrors } from '../errors.ts';

/** In the place of a value that could not be had; where nothing may be null, it goes up to where something may. */
export const invalidValue = Symbol('faulty');

/** How far the completion of one response has come. */
export interface Completion {
  /** The place being completed, in the client's names. */
  path: (string | number)[];
  errors: GraphQLError[];
  /** Whether an error says already why there is nothing at that place. */
  explained: (path: ResponsePath) => boolean;
}

/** Makes of what was fetched what the client asked for; `faulty` where that cannot be. */
export type Completer = (value: unknown, at: Completion) => unknown;

/** A field of a response. */
export interface CompletedField {
  responseName: string;
  /** Its name in what was fetched. */
  from: string;
  /** What all objects inherit is no data: such a name needs a closer look. */
  inherited: boolean;
  /** Null for `__typename`, which is known. */
  complete: Completer | null;
  nullable: boolean;
}

/** The type of an object, or all that is known of it: an `@interfaceObject` may be of the interface alone. */
export type KnownType = GraphQLObjectType | GraphQLInterfaceType;

/** What was selected of one type of object, in the order of the response. */
export type FieldsOf = (type: KnownType) => readonly CompletedField[];

/**
 * The completer of a type, after https://spec.graphql.org/draft/#sec-Value-Completion.
 * @param select what was selected, for composite types
 * @param described names the field in messages
 */
export function completerOf(
  type: GraphQLOutputType,
  select: (type: GraphQLCompositeType) => Completer,
  described: string,
): Completer {
  if (isNonNullType(type)) {
    const complete = completerOf(type.ofType, select, described);
    return (value, at) => {
      const completed = complete(value, at);
      if (completed !== null) return completed;
      if (!at.explained(at.path)) report(at, `Cannot return null for non-nullable ${described}.`);
      return invalidValue;
    };
  }
  if (isListType(type)) return listCompleter(type.ofType, select, described);
  if (isLeafType(type)) return leafCompleter(type, described);
  return select(type);
}

function listCompleter(
  itemType: GraphQLOutputType,
  select: (type: GraphQLCompositeType) => Completer,
  described: string,
): Completer {
  const complete = completerOf(itemType, select, described);
  const nullable = getNullableType(itemType) === itemType;
  return (value, at) => {
    if (value === undefined || value === null) return null;
    if (!Array.isArray(value)) return invalid(at, described, 'a list');
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

/** What a subgraph serialised is taken as it is where it is of the type; scalars of the graph's own may be anything. */
function leafCompleter(type: GraphQLLeafType, described: string): Completer {
  const isValid = validityOf(type);
  const isId = type.name === GraphQLID.name;
  return (value, at) => {
    if (value === undefined || value === null) return null;
    if (isValid(value)) return isId && typeof value === 'number' ? String(value) : value;
    return invalid(at, described, type.name);
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
      // JSON has numbers that are too large to be one, and no way to pass them on.
      return (value) => Number.isFinite(value);
    case GraphQLID.name:
      return (value) => typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value));
    default:
      return (value) => isShallow(value);
  }
}

/**
 * The completer of objects of an object type, an interface or a union.
 * @param typeNamed a type within this one that clients see, by name
 */
export function objectCompleter(
  type: GraphQLCompositeType,
  fieldsOf: FieldsOf,
  typeNamed: (name: unknown) => KnownType | undefined,
  described: string,
): Completer {
  if (isObjectType(type)) {
    let fields: readonly CompletedField[] | undefined;
    return (value, at) => {
      if (value === undefined || value === null) return null;
      if (!isJsonObject(value)) return invalid(at, described, 'an object');
      fields ??= fieldsOf(type);
      return completeFields(fields, type, value, at);
    };
  }
  const byName = new Map<unknown, { concrete: KnownType; fields: readonly CompletedField[] }>();
  return (value, at) => {
    if (value === undefined || value === null) return null;
    if (!isJsonObject(value)) return invalid(at, described, 'an object');
    const typename = value['__typename'];
    let known = byName.get(typename);
    if (known === undefined) {
      const concrete = typeNamed(typename);
      if (concrete === undefined) return invalid(at, described, `an object of a type of ${type.name}`);
      known = { concrete, fields: fieldsOf(concrete) };
      byName.set(typename, known);
    }
    return completeFields(known.fields, known.concrete, value, at);
  };
}

/** The fields of one object; `faulty` where one of them may not be null and is. */
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

/** Assigned, it would change what the object is. */
function setOwn(object: JsonObject, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function invalid(at: Completion, described: string, expected: string): typeof invalidValue {
  report(at, `What was found for ${described} is not ${expected}.`);
  return invalidValue;
}

/** Nobody could say which type of an interface an object is of. */
function reportUnresolvedType(at: Completion, { name }: KnownType): typeof invalidValue {
  if (!at.explained(at.path)) report(at, `No subgraph tells which ${name} this is.`);
  return invalidValue;
}

function report({ path, errors }: Completion, message: string): void {
  if (errors.length >= maxErrors) return;
  const { extensions } = graphqlError('SUBGRAPH_INVALID_RESPONSE', message);
  errors.push(new GraphQLError(message, { path: [...path], extensions }));
}
