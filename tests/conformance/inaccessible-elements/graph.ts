import type { GraphDefinition } from '../support/graph.ts';

interface Key {
  serial?: string;
  id?: string;
}

const guests = [
  { __typename: 'Guest', serial: 's1', id: 'g1', name: 'Ada', mood: 'GLAD', cents: 1250, staff: null },
  { __typename: 'Guest', serial: 's2', id: 'g2', name: 'Bo', mood: 'SECRET', cents: null, staff: null },
];
const [ada, bo] = guests;
const spy = { __typename: 'Spy', id: 'x1', name: 'Nobody' };
const guestOf = ({ serial, id }: Key) =>
  guests.find((guest) => guest.serial === serial || guest.id === id) ?? null;
interface FriendsArguments {
  /** Clients cannot say it. */
  kind?: string;
  filter?: { named?: string; kind?: string };
}
const friends = ({ serial }: Key, { kind = 'any', filter }: FriendsArguments) =>
  guests.filter(
    (guest) =>
      guest.serial !== serial &&
      kind === 'any' &&
      (filter?.named === undefined || guest.name === filter.named),
  );
const bill = ({ cents }: { cents: number | null }) => (cents === null ? null : `${cents / 100} EUR`);

/** Clients do not see the key that joins guests, what a bill is made of, some arguments, values and types. */
export const guestsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    house: {
      typeDefs: `
        type Query { guests: [Guest!]! anybody: [Person] nobody: Person mood(of: Mood! = GLAD): String }
        interface Person { id: ID! name: String! }
        type Guest implements Person @key(fields: "serial") {
          serial: ID! @inaccessible id: ID! name: String! mood: Mood cents: Int @inaccessible
        }
        type Spy implements Person @inaccessible { id: ID! name: String! }
        enum Mood { GLAD SAD SECRET @inaccessible }`,
      resolvers: {
        Query: {
          ...{ guests: () => guests, anybody: () => [ada, spy, bo], nobody: () => spy },
          mood: (_root: unknown, { of }: { of: string }) => of,
        },
        Guest: { __resolveReference: guestOf },
      },
    },
    friends: {
      typeDefs: `
        type Query { loner: Guest }
        type Guest @key(fields: "serial") {
          serial: ID! friends(kind: Kind @inaccessible, filter: Filter): [Guest!]! kind: Kind @inaccessible
          cents: Int @external bill: String @requires(fields: "cents")
        }
        input Filter { named: String kind: Kind @inaccessible }
        enum Kind @inaccessible { FRIEND FAMILY }`,
      resolvers: {
        Query: { loner: () => bo },
        Guest: {
          __resolveReference: (guest: Key & { cents?: number }) => ({
            ...guestOf(guest),
            cents: guest.cents,
          }),
          friends,
          bill,
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { guests: [Guest!]! anybody: [Person] nobody: Person mood(of: Mood! = GLAD): String loner: Guest }
      interface Person { id: ID! name: String! }
      type Guest implements Person {
        id: ID! name: String! mood: Mood friends(filter: Filter): [Guest!]! bill: String
      }
      input Filter { named: String }
      enum Mood { GLAD SAD }`,
    resolvers: {
      Query: {
        ...{ guests: () => guests, anybody: () => [ada, spy, bo], nobody: () => spy, loner: () => bo },
        mood: (_root: unknown, { of }: { of: string }) => of,
      },
      Guest: { friends, bill },
    },
  },
};
