import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { hostsGraph, unnamedGraph } from './type-conditions.graph.ts';

describe('@requires: fields at one path under different type conditions', () => {
  const graph = serveGraph(hostsGraph);

  it('an entity without one of the required fields gets the fields that do not need it', async () => {
    await graph.expectSame('{ places { ... on Hotel { host { greeting } } host { age } } }');
    await graph.expectSame('{ places { ... on Hotel { host { greeting } } ... on Cabin { host { age } } } }');
    await graph.expectSame('{ places { host { language } ... on Cabin { host { age greeting } } } }');
  });

  it('aliases and variables change nothing', async () => {
    await graph.expectSame(
      'query ($no: Boolean!) { places { ... on Hotel { host { age: greeting } } ... on Cabin { host { pet: age year: language @skip(if: $no) } } } }',
      { no: false },
    );
  });
});

describe('@requires: a subgraph answers null for the entity of a required field, without an error', () => {
  const graph = serveGraph(unnamedGraph);

  it('the field that needs it gets an error, and its siblings are answered', async () => {
    const { data, errors } = await graph.ask('{ hosts { address age language } }');

    expect(data).toEqual({
      hosts: [
        { address: 'Dear Ada', age: 36, language: 'nn' },
        { address: null, age: 66, language: 'se' },
      ],
    });
    expect(errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['hosts', 1, 'address'], 'SUBGRAPH_INVALID_RESPONSE'],
    ]);
  });
});

describe('@requires: the entity of a required field fails with an error', () => {
  const graph = serveGraph({ ...hostsGraph, failing: ['Host.name:u2'] });

  it('its error explains the fields that need it, and their siblings are answered', async () => {
    const { data, errors } = await graph.ask('{ hosts { address language } }');

    expect(data).toEqual({
      hosts: [
        { address: 'Dear Ada', language: 'nn' },
        { address: null, language: 'se' },
      ],
    });
    expect(errors?.map(({ path }) => path)).toEqual([['hosts', 1, 'name']]);
  });
});
