import { describe, expect, it } from 'vitest';
import { serveGraph } from '../support/serve-graph.ts';
import { guestsGraph } from './elements.graph.ts';

describe('@inaccessible', () => {
  const graph = serveGraph(guestsGraph);

  it('an inaccessible key joins entities', async () => {
    const { entityFetches } = await graph.expectSame('{ guests { name friends { name id } } }');

    expect(entityFetches[0]).toEqual([
      'friends',
      [
        { __typename: 'Guest', serial: 's1' },
        { __typename: 'Guest', serial: 's2' },
      ],
    ]);
  });

  it('aliases with the names of inaccessible fields change no join', async () => {
    await graph.expectSame(
      '{ guests { serial: name cents: id friends { serial: id } } loner { serial: name cents: bill } }',
    );
  });

  it('@requires gets an inaccessible field', async () => {
    await graph.expectSame('{ guests { bill } loner { name bill } }');
  });

  it('conditions change no join', async () => {
    const query = 'query ($billed: Boolean!) { guests { bill @include(if: $billed) friends { id } } }';
    await graph.expectSameForAll(query);
  });

  it('inaccessible fields and types are refused in selections', async () => {
    await graph.expectRefusal('{ guests { serial } }');
    await graph.expectRefusal('{ guests { cents name } }');
    await graph.expectRefusal('{ guests { friends { kind } } }');
    await graph.expectRefusal('{ anybody { ... on Spy { name } } }');
  });

  it('inaccessible arguments, input fields and enum values are refused', async () => {
    await graph.expectRefusal('{ guests { friends(kind: FRIEND) { name } } }');
    await graph.expectRefusal('{ guests { friends(filter: { kind: FRIEND }) { name } } }');
    await graph.expectRefusal('query ($kind: Kind) { guests { friends(kind: $kind) { name } } }');
    await graph.expectRefusal('{ mood(of: SECRET) }');
    await graph.expectRefusal('query ($mood: Mood!) { mood(of: $mood) }', { mood: 'SECRET' });
    await graph.expectRefusal('query ($filter: Filter) { guests { friends(filter: $filter) { name } } }', {
      filter: { kind: 'FRIEND' },
    });
  });

  it('accessible arguments and enum values beside them are accepted', async () => {
    await graph.expectSame('{ guests { friends(filter: { named: "Ada" }) { name } } mood(of: SAD) }');
    await graph.expectSame('query ($mood: Mood! = SAD) { mood(of: $mood) other: mood }');
  });

  it('an inaccessible type or enum value in a result is an error', async () => {
    await graph.expectSame('{ guests { name mood } }');
    await graph.expectSame('{ nobody { id } }');
    await graph.expectSame('{ anybody { __typename name } }');
    await graph.expectSame('{ anybody { name ... on Guest { bill } } }');
  });

  it('introspection answers no inaccessible element', async () => {
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
