import type { GraphDefinition } from '../support/graph.ts';

interface Bed {
  width: number;
  length: number;
}

interface Room {
  id: string;
  name: string;
  nightly: number;
  area: number | null;
  beds: Bed[];
  terrace: { area: number } | null;
}

interface Stay {
  id: string;
  guest: { id: string; name: string };
  room: { id: string };
}

const rooms: Room[] = [
  {
    ...{ id: 'r1', name: 'Birch', nightly: 100, area: 20 },
    beds: [
      { width: 90, length: 200 },
      { width: 140, length: 210 },
    ],
    terrace: { area: 4 },
  },
  { id: 'r2', name: 'Alder', nightly: 250, area: null, beds: [], terrace: null },
  {
    ...{ id: 'r3', name: 'Rowan', nightly: 80, area: 12 },
    beds: [{ width: 90, length: 190 }],
    terrace: { area: 0 },
  },
];
const guests = [
  { id: 'g1', name: 'Ada' },
  { id: 'g2', name: 'Grace' },
];
const stays = ['g1 r1', 'g1 r3', 'g1 r1', 'g2 r2'].map((both, index): Stay => {
  const [guestId, roomId] = both.split(' ');
  return {
    id: `s${index}`,
    guest: guests.find(({ id }) => id === guestId) ?? { id: '', name: '' },
    room: { id: roomId ?? '' },
  };
});
const roomOf = ({ id }: { id: string }) => rooms.find((room) => room.id === id) ?? null;

/** What the fields that require are made of: nothing but what they require. */
const fees = {
  cleaningFee: ({ nightly, area }: Pick<Room, 'nightly' | 'area'>) =>
    area === null ? null : nightly / 10 + area,
  cleaningNote: ({ id, nightly, area }: Pick<Room, 'id' | 'nightly' | 'area'>) =>
    `${id}: ${nightly}, ${area}`,
  linen: ({ beds }: { beds: Pick<Bed, 'width'>[] }) => beds.map(({ width }) => width * 2),
  sweeping: ({ terrace }: Pick<Room, 'terrace'>) =>
    terrace === null ? 'nothing to sweep' : `${terrace.area}`,
  open: ({ id }: { id: string }) => id !== 'r2',
};

const staysOfRoom = ({ id }: { id: string }) => stays.filter(({ room }) => room.id === id);
const staysOfGuest = ({ id }: { id: string }) => stays.filter(({ guest }) => guest.id === id);

/** Rooms, whose fees are reckoned elsewhere from what is known of them here; and guests with their stays. */
export const feesGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    rooms: {
      typeDefs: `
        type Query { rooms: [Room!]! }
        type Room @key(fields: "id") {
          id: ID! name: String! nightly: Int! area: Int beds: [Bed!]! terrace: Terrace
        }
        type Bed { width: Int! length: Int! }
        type Terrace { area: Int! }`,
      resolvers: { Query: { rooms: () => rooms }, Room: { __resolveReference: roomOf } },
    },
    fees: {
      typeDefs: `
        type Room @key(fields: "id") {
          id: ID!
          nightly: Int! @external
          area: Int @external
          beds: [Bed!]! @external
          terrace: Terrace @external
          cleaningFee: Float @requires(fields: "nightly area")
          cleaningNote: String! @requires(fields: "area nightly")
          linen: [Int!]! @requires(fields: "beds { width }")
          sweeping: String @requires(fields: "terrace { area }")
          open: Boolean!
        }
        type Bed { width: Int! @external }
        type Terrace { area: Int! @external }`,
      resolvers: { Room: fees },
    },
    guests: {
      typeDefs: `
        type Query { guest(id: ID!): Guest }
        type Guest @key(fields: "id") { id: ID! name: String! @shareable }`,
      resolvers: {
        Query: { guest: (_root: unknown, { id }: { id: string }) => guests.find((guest) => guest.id === id) },
        Guest: { __resolveReference: ({ id }: { id: string }) => guests.find((guest) => guest.id === id) },
      },
    },
    stays: {
      typeDefs: `
        type Guest @key(fields: "id") { id: ID! name: String! @external stays: [Stay!]! }
        type Room @key(fields: "id") { id: ID! stays: [Stay!]! }
        type Stay { id: ID! guest: Guest! @provides(fields: "name") room: Room! }`,
      resolvers: { Guest: { stays: staysOfGuest }, Room: { stays: staysOfRoom } },
    },
  },
  oracle: {
    typeDefs: `
      type Query { rooms: [Room!]! guest(id: ID!): Guest }
      type Room {
        id: ID! name: String! nightly: Int! area: Int beds: [Bed!]! terrace: Terrace
        cleaningFee: Float cleaningNote: String! linen: [Int!]! sweeping: String open: Boolean!
        stays: [Stay!]!
      }
      type Bed { width: Int! length: Int! }
      type Terrace { area: Int! }
      type Guest { id: ID! name: String! stays: [Stay!]! }
      type Stay { id: ID! guest: Guest! room: Room! }`,
    resolvers: {
      Query: {
        rooms: () => rooms,
        guest: (_root: unknown, { id }: { id: string }) => guests.find((guest) => guest.id === id),
      },
      Room: { ...fees, stays: staysOfRoom },
      Guest: { stays: staysOfGuest },
      Stay: { room: ({ room }: Stay) => roomOf(room) },
    },
  },
};
