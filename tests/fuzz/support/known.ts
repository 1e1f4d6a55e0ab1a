import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  isScalarType,
} from 'graphql';
import type { ExecutionResult, GraphQLNamedType, GraphQLSchema } from 'graphql';
import type { Known } from './values.ts';

/** Ids that a graph may well have. */
const guesses = Array.from('abcdefghijklmnopqrstuvwxyz').flatMap((letter) => [`${letter}1`, `${letter}2`]);

/**
 * The values of a graph by field name, which generated arguments are taken from: from root fields without arguments,
 * or else from guessed ids.
 * @param execute executes an operation without validation
 */
export async function knownOf(
  schema: GraphQLSchema,
  execute: (query: string) => Promise<ExecutionResult>,
): Promise<Known> {
  const known = new Map<string, (string | number)[]>();
  const ask = async (query: string) => {
    // The query is invalid where types differ under the same name; it is executed nevertheless.
    const { data } = await execute(query);
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
