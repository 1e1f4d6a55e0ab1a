import { all, ref, refs } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';
import type { World } from '../support/world.ts';

interface Guest {
  serial: string;
  name: string;
}

/** A key, a required field, arguments, input fields, enum values and types are inaccessible. */
export const guestsGraph: ConformanceGraph = {
  subgraphs: {
    house: `
      type Query { guests: [Guest!]! anybody: [Person] nobody: Person mood(of: Mood! = GLAD): String }
      interface Person { id: ID! name: String! }
      type Guest implements Person @key(fields: "serial") {
        serial: ID! @inaccessible id: ID! name: String! mood: Mood cents: Int @inaccessible
      }
      type Spy implements Person @inaccessible { id: ID! name: String! }
      enum Mood { GLAD SAD SECRET @inaccessible }`,
    friends: `
      type Query { loner: Guest }
      type Guest @key(fields: "serial") {
        serial: ID! friends(kind: Kind @inaccessible, filter: Filter): [Guest!]! kind: Kind @inaccessible
        cents: Int @external bill: String @requires(fields: "cents")
      }
      input Filter { named: String kind: Kind @inaccessible }
      enum Kind @inaccessible { FRIEND FAMILY }`,
  },
  merged: `
    type Query { guests: [Guest!]! anybody: [Person] nobody: Person mood(of: Mood! = GLAD): String loner: Guest }
    interface Person { id: ID! name: String! }
    type Guest implements Person {
      id: ID! name: String! mood: Mood friends(filter: Filter): [Guest!]! bill: String
    }
    input Filter { named: String }
    enum Mood { GLAD SAD }`,
  roots: {
    ...{ guests: all('Guest'), anybody: refs('g1', 'x1', 'g2'), nobody: ref('x1'), loner: ref('g2') },
    mood: (_parent: unknown, { of }: { of: string }) => of,
  },
  entities: {
    Guest: {
      g1: { serial: 's1', name: 'Ada', mood: 'GLAD', cents: 1250 },
      g2: { serial: 's2', name: 'Bo', mood: 'SECRET', cents: null },
    },
    Spy: { x1: { name: 'Nobody' } },
  },
  fields: {
    Guest: {
      friends: ({ serial }: Guest, { filter }: { filter?: { named?: string } }, world: World) =>
        (world.all('Guest') as unknown as Guest[]).filter(
          (guest) => guest.serial !== serial && (filter?.named === undefined || guest.name === filter.named),
        ),
      bill: ({ cents }: { cents: number | null }) => (cents === null ? null : `${cents / 100} EUR`),
    },
  },
};
