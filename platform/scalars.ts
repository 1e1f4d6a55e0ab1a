import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { preview } from './errors.ts';

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new GraphQLError(`Expected a string, got ${preview(value)}.`);
}

/** An instant: a `Date` in resolvers, RFC 3339 in UTC in JSON. */
const DateTime = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  serialize: (value) => (value instanceof Date ? value : new Date(value as string | number)).toISOString(),
  parseValue: text,
});

function anyText(value: unknown): string {
  return typeof value === 'string' ? value : preview(value);
}

/**
 * Resolvers validate dates with the other arguments: an invalid date gets a BAD_USER_INPUT or a typed refusal that
 * names its field.
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

export const scalars = { DateTime, Date: CalendarDate, SafeInt };
