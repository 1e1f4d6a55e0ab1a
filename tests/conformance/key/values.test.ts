import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { keysGraph } from './values.graph.ts';

describe('@key values and names', () => {
  const graph = serveGraph(keysGraph);

  it('a string of any characters is a key', async () => {
    await graph.expectSame('{ badges { by_label label kind by_kind } }');
  });

  it('an Int and a Float are keys', async () => {
    await graph.expectSame('{ badges { by_number by_ratio } }');
  });

  it('a Boolean and an enum value are keys, and equal keys are sent once', async () => {
    const { data, entityFetches } = await graph.ask('{ badges { by_isOpen by_colour } }');

    const [one, other] = [
      { by_isOpen: 1, by_colour: 1 },
      { by_isOpen: 2, by_colour: 2 },
    ];
    expect(data).toEqual({ badges: [one, other, { ...other, by_colour: 1 }, { ...one, by_colour: 2 }] });
    for (const [, representations] of entityFetches) expect(representations).toHaveLength(2);
  });

  it('a custom scalar is a key, with any JSON in it', async () => {
    await graph.expectSame('{ badges { by_shape shape } }');
  });

  it('key fields may have the names of Object.prototype', async () => {
    await graph.expectSame('{ doors { length then } }');
    await graph.expectSame('{ doors { constructor length toString then hasOwnProperty } }');
  });

  it('aliases may have the names of Object.prototype', async () => {
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
