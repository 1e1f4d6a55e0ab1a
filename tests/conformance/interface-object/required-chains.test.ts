import { describe, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { lettersGraph } from './required-chains.graph.ts';

describe('@interfaceObject: @requires over several subgraphs', () => {
  const graph = serveGraph(lettersGraph);

  it('a type gets only the fields that it was asked for', async () => {
    await graph.expectSame('{ stays { ... on Hotel { host { card } } host { stamp } } }');
    await graph.expectSame('{ stays { ... on Cabin { host { card note } } host { stamp seal } } }');
    await graph.expectSame('{ stays { card ... on Cabin { stamp } } }');
  });

  it('a chain of required fields is fetched for each type', async () => {
    await graph.expectSame('{ stays { id note card seal host { id note card seal stamp } } }');
  });
});
