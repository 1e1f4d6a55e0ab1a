import { describe, expect, it } from 'vitest';
import { entityFetches } from '../support/entity-fetches.ts';
import { serveGraph } from '../support/graph.ts';
import { keysGraph } from './graph.ts';

describe('a key', () => {
  const graph = serveGraph(keysGraph);

  it('is text of any kind', async () => {
    await graph.expectSame('{ badges { by_label label kind by_kind } }');
  });

  it('is a number, whole or not', async () => {
    await graph.expectSame('{ badges { by_number by_ratio } }');
  });

  it('is one of two or of few', async () => {
    const { data, fetches } = await graph.ask('{ badges { by_isOpen by_colour } }');

    const [one, other] = [
      { by_isOpen: 1, by_colour: 1 },
      { by_isOpen: 2, by_colour: 2 },
    ];
    expect(data).toEqual({ badges: [one, other, { ...other, by_colour: 1 }, { ...one, by_colour: 2 }] });
    for (const [, representations] of entityFetches(fetches)) expect(representations).toHaveLength(2);
  });

  it('is what only the subgraphs understand', async () => {
    await graph.expectSame('{ badges { by_shape shape } }');
  });

  it('has a name that objects have by themselves', async () => {
    await graph.expectSame('{ doors { length then } }');
    await graph.expectSame('{ doors { constructor length toString then hasOwnProperty } }');
  });

  it('has such a name with the client', async () => {
    await graph.expectSame(
      '{ doors { constructor: length toString: then length: constructor then: toString } }',
    );
    await graph.expectSame(
      '{ badges { __proto__: by_number constructor: by_label then: kind valueOf: by_shape } }',
    );
    await graph.expectSame(
      '{ constructor: doors { __proto__: then } __proto__: badges { toString: by_kind } }',
    );
  });
});
