import { isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { GraphQLInputType } from 'graphql';
import type { Random } from './random.ts';

/** A value as a literal and as JSON. `json` is meaningless where the literal contains variables. */
export interface Value {
  text: string;
  json: unknown;
}

/** Values that the graph answers, by field name: useful values for arguments. */
export type Known = ReadonlyMap<string, readonly (string | number)[]>;

export interface ValueSource {
  random: Random;
  known: Known;
  /** Returns a variable of that type, or undefined for a literal. */
  variable(type: GraphQLInputType, name: string, hasDefault: boolean): string | undefined;
}

const strings = ['', 'none', 'a "b" \\ \u00e9'] as const;
const numbers = [0, 1, 2, 3, -1] as const;
const anything = [1, 'text', true, [1, 'a'], { a: { b: [null] } }, 1.5] as const;

/** Generates a value for an argument or input field of that name and type. */
export function valueOf(source: ValueSource, type: GraphQLInputType, name: string, depth = 2): Value {
  const { random } = source;
  if (isNonNullType(type)) return presentValue(source, type.ofType, name, depth);
  return random.chance(0.1) ? { text: 'null', json: null } : presentValue(source, type, name, depth);
}

function presentValue(source: ValueSource, type: GraphQLInputType, name: string, depth: number): Value {
  const { random, known } = source;
  if (isNonNullType(type)) return presentValue(source, type.ofType, name, depth);
  if (isListType(type)) return listValue(source, type.ofType, name, depth);
  if (isInputObjectType(type)) return objectValue(source, Object.values(type.getFields()), depth);
  if (isEnumType(type)) {
    const text = random.pick(type.getValues())?.name ?? 'null';
    return { text, json: text };
  }
  const json = scalarValue(type.name, random, known.get(name) ?? known.get('id') ?? []);
  return { text: literal(json), json };
}

function listValue(source: ValueSource, of: GraphQLInputType, name: string, depth: number): Value {
  const { random } = source;
  // Input coercion makes a list of a single value.
  if (random.chance(0.15)) return presentValue(source, of, name, depth);
  const items = Array.from({ length: random.below(3) }, () => innerValue(source, of, name, depth, false));
  return { text: `[${items.map(({ text }) => text).join(', ')}]`, json: items.map(({ json }) => json) };
}

function objectValue(
  source: ValueSource,
  fields: readonly { name: string; type: GraphQLInputType; defaultValue?: unknown }[],
  depth: number,
): Value {
  const given = fields
    .filter(({ type, defaultValue }) => {
      const isRequired = isNonNullType(type) && defaultValue === undefined;
      return isRequired || (depth > 0 && source.random.chance(0.5));
    })
    .map(({ name, type, defaultValue }) => ({
      name,
      ...innerValue(source, type, name, depth - 1, defaultValue !== undefined),
    }));
  return {
    text: `{ ${given.map(({ name, text }) => `${name}: ${text}`).join(', ')} }`,
    json: Object.fromEntries(given.map(({ name, json }) => [name, json])),
  };
}

function innerValue(
  source: ValueSource,
  type: GraphQLInputType,
  name: string,
  depth: number,
  hasDefault: boolean,
): Value {
  const variable = source.random.chance(0.2) ? source.variable(type, name, hasDefault) : undefined;
  return variable === undefined ? valueOf(source, type, name, depth) : { text: variable, json: null };
}

function scalarValue(type: string, random: Random, known: readonly (string | number)[]): unknown {
  const candidate = random.chance(0.8) ? random.pick(known) : undefined;
  switch (type) {
    case 'Int':
      return Number.isInteger(candidate) ? candidate : random.pick(numbers);
    case 'Float':
      return random.pick([...numbers, 0.5, 1e21]);
    case 'Boolean':
      return random.chance(0.5);
    case 'String':
    case 'ID':
      return String(candidate ?? random.pick(strings));
    default:
      return random.pick(anything);
  }
}

function literal(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map(literal).join(', ')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const fields = Object.entries(json).map(([name, value]) => `${name}: ${literal(value)}`);
  return `{ ${fields.join(', ')} }`;
}
