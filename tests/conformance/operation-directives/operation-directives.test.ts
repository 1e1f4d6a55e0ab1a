import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { differingDirectivesGraph, directivesGraph } from './directives.graph.ts';

describe('executable directives of subgraphs', () => {
  const graph = serveGraph(directivesGraph);

  it('arguments with defaults may be left out', async () => {
    await graph.expectSame('{ hotel @cache { name @cache } best @cache { name score @cache } }');
  });

  it('some arguments may be given', async () => {
    await graph.expectSame('{ hotel @cache(scope: PRIVATE) { id name @cache(rule: { keys: [] }) } }');
    await graph.expectSame('{ best { score @cache(hops: 3) name @cache(rule: null, scope: PUBLIC) } }');
  });

  it('variables and repeatable directives are accepted', async () => {
    const query = `query ($scope: Scope!, $rule: CacheRule, $of: Int = 3) @trace {
      hotel @trace @trace(name: "ø", deep: true) { score(of: $of) @cache(scope: $scope) ... @trace { name } }
      best { name @cache(rule: $rule) score }
    }`;
    await graph.expectSame(query, { scope: 'PRIVATE', rule: { maxAge: null } });
    await graph.expectSame(query, { scope: 'PUBLIC', of: 1 });
  });

  it('they stand beside @skip and @include', async () => {
    await graph.expectSame(
      'query ($no: Boolean!) { hotel { name @cache @skip(if: $no) id @include(if: $no) @cache score @trace } }',
      { no: true },
    );
  });

  it('unknown arguments, wrong locations and repetition are refused', async () => {
    await graph.expectRefusal('{ hotel @cache(age: 1) { id } }');
    await graph.expectRefusal('{ hotel @cache(scope: NONE) { id } }');
    await graph.expectRefusal('query @cache { hotel { id } }');
    await graph.expectRefusal('{ hotel @cache @cache { id } }');
    await graph.expectRefusal('{ hotel @unknown { id } }');
  });

  it('introspection answers arguments and defaults', async () => {
    const { data } = await graph.ask(
      '{ __schema { directives { name isRepeatable args { name defaultValue } } } }',
    );

    const { directives } = (data as { __schema: { directives: { name: string }[] } }).__schema;
    expect(directives.find(({ name }) => name === 'cache')).toEqual({
      ...{ name: 'cache', isRepeatable: false },
      args: [
        { name: 'scope', defaultValue: 'PUBLIC' },
        { name: 'rule', defaultValue: '{scope: PRIVATE, maxAge: 5, keys: ["id"]}' },
        { name: 'hops', defaultValue: '[1, 2]' },
      ],
    });
    expect(directives.find(({ name }) => name === 'trace')).toMatchObject({
      ...{ isRepeatable: true },
      args: [{ defaultValue: String.raw`"a \"name\""` }, { defaultValue: 'false' }],
    });
  });
});

describe('executable directive with different definitions in two subgraphs', () => {
  const graph = serveGraph(differingDirectivesGraph);

  it('an argument has a default only where every subgraph gives it', async () => {
    await graph.expectRefusal('{ flight @cache }');
    await graph.expectSame('{ hotel @trace flight(id: 1) @cache(scope: PUBLIC) }');
    await graph.expectSame(
      'query ($s: Scope = PRIVATE) { hotel(id: "a") @cache(scope: $s) flight @cache(scope: $s) }',
    );
  });

  it('it is accepted at locations that every subgraph allows', async () => {
    await graph.expectSame('query @trace { hotel @trace(name: "x") flight @trace }');
    await graph.expectRefusal('{ ... @trace { flight } }');
    await graph.expectRefusal('{ ...F @trace } fragment F on Query { hotel }');
  });

  it('it is refused where a subgraph lacks it', async () => {
    await graph.expectRefusal('{ hotel @rare }');
  });
});
