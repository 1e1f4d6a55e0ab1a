import { buildSchema, parse } from 'graphql';
import type { OperationDefinitionNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { fragmentsOf } from '../selections.ts';
import { compileIntrospection, createIntrospectionCache } from './introspection.ts';

const schema = buildSchema('type Query { name: String @deprecated }');

describe('introspection', () => {
  const cache = createIntrospectionCache();

  function introspect(text: string, variables: Record<string, unknown> = {}) {
    const document = parse(text);
    const operation = document.definitions[0] as OperationDefinitionNode;
    return compileIntrospection({ schema, operation, fragments: fragmentsOf(document), cache })?.answer(
      variables,
    );
  }

  it('documents with the same selection share an answer', () => {
    const first = introspect('{ __schema { queryType { name } } name }');
    const second = introspect('{ name __schema { queryType {  name } } }');
    const named = introspect('query Named { __schema { queryType { name } } }');

    expect(first).toEqual({ __schema: { queryType: { name: 'Query' } } });
    expect(second).toBe(first);
    expect(named).toBe(first);
  });

  it('different values of its variables get different answers', () => {
    const text =
      'query ($all: Boolean) { __type(name: "Query") { fields(includeDeprecated: $all) { name } } }';

    expect(introspect(text, { all: true })).toEqual({ __type: { fields: [{ name: 'name' }] } });
    expect(introspect(text, { all: false })).toEqual({ __type: { fields: [] } });
    expect(introspect(text, { all: false, other: 1 })).toBe(introspect(text, { all: false, other: 2 }));
  });

  it('an operation without introspection fields is not compiled', () => {
    expect(introspect('{ name __typename }')).toBeUndefined();
  });
});
