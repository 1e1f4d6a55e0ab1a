import {
  execute,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isScalarType,
  parse,
} from 'graphql';
import type { GraphQLNamedType, GraphQLSchema } from 'graphql';
import type { Known } from './values.ts';

/** What may well be an id. */
const guesses = Array.from('abcdefghijklmnopqrstuvwxyz').flatMap((letter) => [`${letter}1`, `${letter}2`]);

/** What a graph tells of itself by the names of fields: of what it gives by itself, or else for an id that it knows. */
export async function knownOf(schema: GraphQLSchema, contextValue: unknown): Promise<Known> {
  const known = new Map<string, (string | number)[]>();
  const ask = async (query: string) => {
    // Not valid where types differ in what they have under one name: that is executed all the same.
    const { data } = await execute({ schema, document: parse(query), contextValue });
    collect(data, '', known);
  };
  const query = schema.getQueryType();
  if (!query) return known;
  await ask(everythingOf(schema, query, 4));
  if (known.has('id')) return known;
  for (const { name, args, type } of Object.values(query.getFields())) {
    const [argument, ...others] = args.filter(isRequiredArgument);
    if (argument === undefined || others.length > 0 || !isScalarType(getNamedType(argument.type))) continue;
    for (const guess of guesses) {
      await ask(`{ ${name}(${argument.name}: "${guess}") ${everythingOf(schema, getNamedType(type), 2)} }`);
    }
  }
  return known;
}

function everythingOf(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): string {
  if (isLeafType(type)) return '';
  if (isAbstractType(type)) {
    const each = schema
      .getPossibleTypes(type)
      .map((one) => `... on ${one.name} ${everythingOf(schema, one, depth)}`);
    return `{ __typename ${each.join(' ')} }`;
  }
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const selections = fields
    .filter(({ args }) => !args.some(isRequiredArgument))
    .filter((field) => depth > 0 || isLeafType(getNamedType(field.type)))
    .map((field) => `${field.name} ${everythingOf(schema, getNamedType(field.type), depth - 1)}`);
  return `{ __typename ${selections.join(' ')} }`;
}

function collect(value: unknown, name: string, known: Map<string, (string | number)[]>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, name, known);
  else if (typeof value === 'object' && value !== null) {
    for (const [field, inner] of Object.entries(value)) collect(inner, field, known);
  } else if (typeof value === 'string' || typeof value === 'number') {
    const values = known.get(name) ?? [];
    if (!values.includes(value)) known.set(name, [...values, value]);
  }
}
