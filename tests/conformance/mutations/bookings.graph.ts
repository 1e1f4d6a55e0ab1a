import { find } from '../support/graph.ts';
import type { ConformanceGraph } from '../support/graph.ts';
import type { World } from '../support/world.ts';

interface Booking {
  id: string;
  nights: number;
  cancelled: boolean;
}
interface Payment {
  id: string;
  amount: number;
  booking: { id: string };
}

const findBooking = (world: World, id: string) => world.find('Booking', { id }) as Booking | null;
const existing = (world: World, id: string) => {
  const booking = findBooking(world, id);
  if (booking === null) throw new Error(`there is no booking ${id}`);
  return booking;
};
const book = (_parent: unknown, { nights }: { nights: number }, world: World) => {
  world.log.push(`booked ${nights} nights`);
  if (nights < 1) throw new Error('less than a night cannot be booked');
  const id = `b${world.all('Booking').length + 1}`;
  return world.add('Booking', { __typename: 'Booking', id, nights, cancelled: false });
};
const pay = (_parent: unknown, { input }: { input: { booking: string; amount: number } }, world: World) => {
  const { booking: id, amount } = input;
  world.log.push(`paid ${amount} for ${id}`);
  if (amount < 0) throw new Error('an amount is not negative');
  const booking = findBooking(world, id) ?? { __typename: 'Booking', id };
  return world.add('Payment', { id: `p${world.all('Payment').length + 1}`, amount, booking });
};
const write = (_parent: unknown, { text }: { text?: string | null }, world: World) => {
  world.log.push(`wrote ${text}`);
  if (text === null) return null;
  world.add('Letter', { text: text ?? 'a greeting' });
  return world.all('Letter').length;
};
const paid = ({ id }: { id: string }, _args: unknown, world: World) =>
  (world.all('Payment') as unknown as Payment[])
    .filter(({ booking }) => booking.id === id)
    .reduce((sum, { amount }) => sum + amount, 0);
const anyBooking = (found: object | null, representation: object) => found ?? representation;

const mutations = {
  bookings: `book(nights: Int! = 1): Booking! tryBook(nights: Int!): Booking
    prolong(id: ID!, by: Int! = 1): Booking cancel(ids: [ID!]!): [Booking]!`,
  payments:
    'pay(input: PaymentInput!): Payment! tryPay(input: PaymentInput!): Payment multiply(id: ID!, by: Int!): Booking',
  letters: 'write(text: String = "hello"): Int mustWrite(text: String): Int!',
};

/** Three subgraphs change the same data and log every change; each reads bookings at the moment of its request. */
export const bookingsGraph: ConformanceGraph = {
  subgraphs: {
    bookings: `
      type Query { booking(id: ID!): Booking log: [String!]! }
      type Mutation { ${mutations.bookings} }
      type Booking @key(fields: "id") { id: ID! nights: Int! cancelled: Boolean! }`,
    payments: `
      type Mutation { ${mutations.payments} }
      input PaymentInput { booking: ID! amount: Int! = 100 }
      type Payment { id: ID! amount: Int! booking: Booking! }
      type Booking @key(fields: "id") {
        id: ID!
        paid: Int!
        nights: Int! @external
        owed: Int! @requires(fields: "nights")
      }`,
    letters: `
      type Mutation { ${mutations.letters} }
      type Booking @key(fields: "id") { id: ID! letters: [String!]! }`,
  },
  roots: {
    ...{ booking: find('Booking'), book, tryBook: book, pay, tryPay: pay, write, mustWrite: write },
    log: (_parent: unknown, _args: unknown, { log }: World) => log,
    prolong: (_parent: unknown, { id, by }: { id: string; by: number }, world: World) => {
      world.log.push(`prolonged ${id} by ${by}`);
      const booking = existing(world, id);
      booking.nights += by;
      return booking;
    },
    multiply: (_parent: unknown, { id, by }: { id: string; by: number }, world: World) => {
      world.log.push(`multiplied ${id} by ${by}`);
      const booking = existing(world, id);
      booking.nights *= by;
      return booking;
    },
    cancel: (_parent: unknown, { ids }: { ids: string[] }, world: World) => {
      world.log.push(`cancelled ${ids.join()}`);
      return ids.map((id) => {
        const booking = findBooking(world, id);
        return booking && Object.assign(booking, { cancelled: true });
      });
    },
  },
  entities: { Booking: { b1: { nights: 2, cancelled: false } } },
  fields: {
    Booking: {
      paid,
      owed: ({ id, nights }: Booking, args: unknown, world: World) =>
        nights * 100 - paid({ id }, args, world),
      letters: (_booking: unknown, _args: unknown, world: World) =>
        world.all('Letter').map(({ text }) => text),
    },
  },
  deviations: {
    payments: { Booking: { __resolveReference: anyBooking } },
    letters: { Booking: { __resolveReference: anyBooking } },
  },
};
