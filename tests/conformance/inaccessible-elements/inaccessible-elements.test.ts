import { describe, expect, it } from 'vitest';
import { entityFetches } from '../support/entity-fetches.ts';
import { serveGraph } from '../support/graph.ts';
import { guestsGraph } from './graph.ts';

describe('what clients cannot see', () => {
  const graph = serveGraph(guestsGraph);

  it('joins entities all the same', async () => {
    const { fetches } = await graph.expectSame('{ guests { name friends { name id } } }');

    expect(entityFetches(fetches)[0]).toEqual([
      'friends',
      [
        { __typename: 'Guest', serial: 's1' },
        { __typename: 'Guest', serial: 's2' },
      ],
    ]);
  });

  it('joins under the names that clients give', async () => {
    await graph.expectSame(
      '{ guests { serial: name cents: id friends { serial: id } } loner { serial: name cents: bill } }',
    );
  });

  it('is given to who requires it', async () => {
    await graph.expectSame('{ guests { bill } loner { name bill } }');
  });

  it('is not needed by what is asked beside who requires it', async () => {
    const query = 'query ($billed: Boolean!) { guests { bill @include(if: $billed) friends { id } } }';
    await graph.expectSame(query, { billed: true });
    await graph.expectSame(query, { billed: false });
  });

  it('cannot be asked for', async () => {
    await graph.expectRefusal('{ guests { serial } }');
    await graph.expectRefusal('{ guests { cents name } }');
    await graph.expectRefusal('{ guests { friends { kind } } }');
    await graph.expectRefusal('{ anybody { ... on Spy { name } } }');
  });

  it('cannot be given', async () => {
    await graph.expectRefusal('{ guests { friends(kind: FRIEND) { name } } }');
    await graph.expectRefusal('{ guests { friends(filter: { kind: FRIEND }) { name } } }');
    await graph.expectRefusal('query ($kind: Kind) { guests { friends(kind: $kind) { name } } }');
    await graph.expectRefusal('{ mood(of: SECRET) }');
    await graph.expectRefusal('query ($mood: Mood!) { mood(of: $mood) }', { mood: 'SECRET' });
    await graph.expectRefusal('query ($filter: Filter) { guests { friends(filter: $filter) { name } } }', {
      filter: { kind: 'FRIEND' },
    });
  });

  it('leaves what is beside it', async () => {
    await graph.expectSame('{ guests { friends(filter: { named: "Ada" }) { name } } mood(of: SAD) }');
    await graph.expectSame('query ($mood: Mood! = SAD) { mood(of: $mood) other: mood }');
  });

  it('is an error where a subgraph answers with it', async () => {
    await graph.expectSame('{ guests { name mood } }');
    await graph.expectSame('{ nobody { id } }');
    await graph.expectSame('{ anybody { __typename name } }');
    await graph.expectSame('{ anybody { name ... on Guest { bill } } }');
  });

  it('is not in the schema that clients get', async () => {
    const { data } = await graph.ask(`{
      guest: __type(name: "Guest") { fields { name args { name } } }
      mood: __type(name: "Mood") { enumValues { name } }
      filter: __type(name: "Filter") { inputFields { name } }
      person: __type(name: "Person") { possibleTypes { name } }
      spy: __type(name: "Spy") { name }
      kind: __type(name: "Kind") { name }
    }`);

    const guest = data?.['guest'] as { fields: { name: string; args: object[] }[] };
    const fields = Object.fromEntries(guest.fields.map(({ name, args }) => [name, args]));
    expect({ ...data, guest: fields }).toEqual({
      guest: { id: [], name: [], mood: [], friends: [{ name: 'filter' }], bill: [] },
      mood: { enumValues: [{ name: 'GLAD' }, { name: 'SAD' }] },
      filter: { inputFields: [{ name: 'named' }] },
      person: { possibleTypes: [{ name: 'Guest' }] },
      spy: null,
      kind: null,
    });
  });
});
