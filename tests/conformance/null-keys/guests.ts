import type { GraphDefinition } from '../support/graph.ts';

interface Guest {
  passport: string | null;
  visa: string | null;
}

const registered = [
  { passport: 'p1', visa: 'v1', name: 'Ada' },
  { passport: 'p2', visa: null, name: 'Bo' },
  { passport: 'p3', visa: 'v-unknown', name: 'Cy' },
];
const crossings = new Map([['v1', 7]]);
const arriving: { bed: number; guest: { passport: string | null } | null }[] = [
  ...['p1', 'p2', 'p3', 'p4', null].map((passport, bed) => ({ bed, guest: { passport } })),
  { bed: 9, guest: null },
  { bed: 10, guest: { passport: 'p1' } },
];
const guestOf = ({ passport, visa }: Partial<Guest>) =>
  registered.find((guest) => (passport === undefined ? guest.visa === visa : guest.passport === passport)) ??
  null;
const visaOf = ({ passport }: { passport: string | null }) => guestOf({ passport })?.visa ?? '';
const crossed = (guest: { passport: string | null }) => crossings.get(visaOf(guest)) ?? null;

/** The border knows guests by a visa, which the registry tells: where it knows the guest, and the guest has one. */
export const guestsGraph: GraphDefinition<object> = {
  world: () => ({}),
  subgraphs: {
    beds: {
      typeDefs: `
        type Query { beds: [Bed!]! lastBed: Bed! }
        type Bed { bed: Int! guest: Guest }
        type Guest @key(fields: "passport") { passport: ID }`,
      resolvers: { Query: { beds: () => arriving, lastBed: () => arriving[3] } },
    },
    registry: {
      typeDefs: `
        type Guest @key(fields: "passport") @key(fields: "visa") { passport: ID visa: ID name: String }`,
      resolvers: { Guest: { __resolveReference: guestOf } },
    },
    border: {
      typeDefs: 'type Guest @key(fields: "visa") { visa: ID crossings: Int stamps: Int! }',
      resolvers: {
        Guest: {
          __resolveReference: ({ visa }: Guest) => {
            const crossed = crossings.get(visa ?? '');
            return crossed === undefined ? null : { visa, crossings: crossed, stamps: crossed * 2 };
          },
        },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { beds: [Bed!]! lastBed: Bed! }
      type Bed { bed: Int! guest: Guest }
      type Guest { passport: ID visa: ID name: String crossings: Int stamps: Int! }`,
    resolvers: {
      Query: { beds: () => arriving, lastBed: () => arriving[3] },
      Guest: {
        visa: (guest: Guest) => guestOf({ passport: guest.passport })?.visa,
        name: (guest: Guest) => guestOf({ passport: guest.passport })?.name,
        crossings: crossed,
        stamps: (guest: Guest) => {
          const times = crossed(guest);
          return times === null ? null : times * 2;
        },
      },
    },
  },
};
