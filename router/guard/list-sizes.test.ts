import { buildSchema, getOperationAST, GraphQLError, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { checkListSizes } from './list-sizes.ts';

const schema = buildSchema(`
  type Query { me: User users(first: Int = 20, last: Int): Users }
  type Users { nodes: [User!]! }
  type User { name: String orders(first: Int! = 20): Orders }
  type Orders { nodes: [Order!]! }
  type Order { id: ID user: User }
`);

function itemsAllowed(text: string, maxItems: number, variables: Record<string, unknown> = {}) {
  return allowed(text, { maxItems, maxFields: Infinity }, variables);
}

function fieldsAllowed(text: string, maxFields: number, variables: Record<string, unknown> = {}) {
  return allowed(text, { maxItems: Infinity, maxFields }, variables);
}

function allowed(
  text: string,
  limits: { maxItems: number; maxFields: number },
  variables: Record<string, unknown>,
) {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('no operation');
  try {
    checkListSizes({ schema, document, operation, variables }, limits);
    return 'allowed';
  } catch (error) {
    return error instanceof GraphQLError ? error.extensions['code'] : error;
  }
}

const twoLevels = '{ users(first: 100) { nodes { orders(first: 100) { nodes { id } } } } }';

describe('list size limit', () => {
  it('multiplies nested pages', () => {
    expect(itemsAllowed(twoLevels, 10_100)).toBe('allowed');
    expect(itemsAllowed(twoLevels, 10_099)).toBe('OPERATION_TOO_LARGE');
  });

  it('uses the default of the argument for a page without a size', () => {
    expect(itemsAllowed('{ me { orders { nodes { id } } } }', 20)).toBe('allowed');
    expect(itemsAllowed('{ me { orders { nodes { id } } } }', 19)).toBe('OPERATION_TOO_LARGE');
  });

  it('uses the values of variables', () => {
    const text =
      'query ($n: Int!) { me { orders(first: $n) { nodes { user { orders(first: $n) { nodes { id } } } } } } }';
    expect(itemsAllowed(text, 1_000, { n: 10 })).toBe('allowed');
    expect(itemsAllowed(text, 1_000, { n: 100 })).toBe('OPERATION_TOO_LARGE');
  });

  it('uses the default of a variable without a value', () => {
    const text =
      'query ($n: Int = 1000) { users(first: $n) { nodes { orders(first: $n) { nodes { id } } } } }';
    expect(itemsAllowed(text, 1_001_000)).toBe('allowed');
    expect(itemsAllowed(text, 1_000_999)).toBe('OPERATION_TOO_LARGE');
    expect(itemsAllowed(text, 110, { n: 10 })).toBe('allowed');
    expect(itemsAllowed(text, 109, { n: 10 })).toBe('OPERATION_TOO_LARGE');
  });

  it('uses the default of the argument for a variable without a default', () => {
    const text = 'query ($n: Int) { users(first: $n) { nodes { name } } }';
    expect(itemsAllowed(text, 20)).toBe('allowed');
    expect(itemsAllowed(text, 19)).toBe('OPERATION_TOO_LARGE');
  });

  it('reads variables named like properties of Object.prototype correctly', () => {
    const text = 'query ($constructor: Int = 1000) { users(first: $constructor) { nodes { name } } }';
    expect(itemsAllowed(text, 999)).toBe('OPERATION_TOO_LARGE');
  });

  it('adds up siblings, aliases and fragments', () => {
    const text = `{ a: users(first: 5) { nodes { name } } ...B ... on Query { c: users(last: 5) { nodes { name } } } }
      fragment B on Query { b: users(first: 5) { nodes { name } } }`;
    expect(itemsAllowed(text, 35)).toBe('allowed');
    expect(itemsAllowed(text, 14)).toBe('OPERATION_TOO_LARGE');
  });

  it('counts each fragment once, however often it is spread', () => {
    const levels = Array.from(
      { length: 60 },
      (_, at) =>
        `fragment F${at} on User { orders(first: 1) { nodes { a: user { ...F${at + 1} } b: user { ...F${at + 1} } } } }`,
    );
    const text = `{ me { ...F0 } } ${levels.join(' ')} fragment F60 on User { name }`;
    expect(itemsAllowed(text, 1_000)).toBe('OPERATION_TOO_LARGE');
  });

  it('allows operations without lists', () => {
    expect(itemsAllowed('{ me { name } __typename }', 0)).toBe('allowed');
  });

  it('multiplies the fields of each item by the sizes of its pages', () => {
    const text = '{ users(first: 10) { nodes { a: name b: name orders(first: 5) { nodes { id } } } } }';
    // Of each user: a, b, orders, and nodes and id of each order.
    const ofEachUser = 3 + 5 * 2;
    expect(fieldsAllowed(text, 1 + 10 * (1 + ofEachUser))).toBe('allowed');
    expect(fieldsAllowed(text, 10 * (1 + ofEachUser))).toBe('OPERATION_TOO_LARGE');
  });

  it('counts __typename like any field', () => {
    const names = Array.from({ length: 50 }, (_, at) => `t${at}: __typename`).join(' ');
    const text = `query ($n: Int!) { users(first: $n) { nodes { ${names} } } }`;
    expect(fieldsAllowed(text, 1_000, { n: 10 })).toBe('allowed');
    expect(fieldsAllowed(text, 1_000, { n: 100 })).toBe('OPERATION_TOO_LARGE');
  });
});
