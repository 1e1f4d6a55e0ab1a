import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { preview } from './errors.ts';

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new GraphQLError(`Expected a text, got ${preview(value)}.`);
}

/** Instants: `Date`s inside, RFC 3339 in UTC outside. */
const DateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  serialize: (value) => (value instanceof Date ? value : new Date(value as string | number)).toISOString(),
  parseValue: text,
});

function anyText(value: unknown): string {
  return typeof value === 'string' ? value : preview(value);
}

/**
 * Calendar dates. Input passes as it came: resolvers check it with the rest of the arguments, so that what is no date
 * is a `BAD_USER_INPUT` or a typed refusal that names its field, not a validation failure.
 */
const CalendarDate = new GraphQLScalarType<string, string>({
  name: 'Date',
  serialize: text,
  parseValue: anyText,
  parseLiteral: (node, variables) => anyText(valueFromASTUntyped(node, variables)),
});

function safeInteger(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new GraphQLError(`Expected a whole number up to 2^53 - 1, got ${preview(value)}.`);
}

const SafeInt = new GraphQLScalarType<number, number>({
  name: 'SafeInt',
  serialize: safeInteger,
  parseValue: safeInteger,
  parseLiteral: (node) => {
    if (node.kind === Kind.INT) return safeInteger(Number(node.value));
    throw new GraphQLError('Expected a whole number up to 2^53 - 1.', { nodes: node });
  },
});

/** The scalars of the public schema, by name. */
export const scalars = { DateTime, Date: CalendarDate, SafeInt };
