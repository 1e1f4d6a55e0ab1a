import type { GraphDefinition } from '../support/graph.ts';

interface Booking {
  id: string;
  nights: number;
  cancelled: boolean;
}

interface World {
  bookings: Booking[];
  payments: { id: string; booking: string; amount: number }[];
  letters: string[];
  /** What was done, in the order in which it was done. */
  log: string[];
}

type Resolver<Args> = (root: unknown, args: Args, world: World) => unknown;

const find = ({ bookings }: World, id: string) => {
  const booking = bookings.find((one) => one.id === id);
  if (booking === undefined) throw new Error(`there is no booking ${id}`);
  return booking;
};
const book: Resolver<{ nights: number }> = (_root, { nights }, world) => {
  world.log.push(`booked ${nights} nights`);
  if (nights < 1) throw new Error('less than a night cannot be booked');
  const booking = { id: `b${world.bookings.length + 1}`, nights, cancelled: false };
  world.bookings.push(booking);
  return booking;
};
const prolong: Resolver<{ id: string; by: number }> = (_root, { id, by }, world) => {
  world.log.push(`prolonged ${id} by ${by}`);
  const booking = find(world, id);
  booking.nights += by;
  return booking;
};
const multiply: Resolver<{ id: string; by: number }> = (_root, { id, by }, world) => {
  world.log.push(`multiplied ${id} by ${by}`);
  const booking = find(world, id);
  booking.nights *= by;
  return booking;
};
const cancel: Resolver<{ ids: string[] }> = (_root, { ids }, world) => {
  world.log.push(`cancelled ${ids.join()}`);
  return ids.map((id) => {
    const booking = world.bookings.find((one) => one.id === id);
    return booking && Object.assign(booking, { cancelled: true });
  });
};
const pay: Resolver<{ input: { booking: string; amount: number } }> = (_root, { input }, world) => {
  world.log.push(`paid ${input.amount} for ${input.booking}`);
  if (input.amount < 0) throw new Error('an amount is not negative');
  const payment = { id: `p${world.payments.length + 1}`, ...input };
  world.payments.push(payment);
  return payment;
};
const write: Resolver<{ text?: string | null }> = (_root, { text }, world) => {
  world.log.push(`wrote ${text}`);
  if (text === null) return null;
  world.letters.push(text ?? 'a greeting');
  return world.letters.length;
};
const paid = (world: World, id: string) =>
  world.payments.filter(({ booking }) => booking === id).reduce((sum, { amount }) => sum + amount, 0);

const roots = {
  bookings: `book(nights: Int! = 1): Booking! tryBook(nights: Int!): Booking
    prolong(id: ID!, by: Int! = 1): Booking cancel(ids: [ID!]!): [Booking]!`,
  payments:
    'pay(input: PaymentInput!): Payment! tryPay(input: PaymentInput!): Payment multiply(id: ID!, by: Int!): Booking',
  letters: 'write(text: String = "hello"): Int mustWrite(text: String): Int!',
};
const inputs = 'input PaymentInput { booking: ID! amount: Int! = 100 }';
const queries = {
  booking: (_root: unknown, { id }: { id: string }, { bookings }: World) =>
    bookings.find((one) => one.id === id),
  log: (_root: unknown, _args: unknown, { log }: World) => log,
};

/** Three subgraphs that change one world. What each of them says of a booking is read from it at that moment. */
export const bookingsGraph: GraphDefinition<World> = {
  world: () => ({
    bookings: [{ id: 'b1', nights: 2, cancelled: false }],
    payments: [],
    letters: [],
    log: [],
  }),
  subgraphs: {
    bookings: {
      typeDefs: `
        type Query { booking(id: ID!): Booking log: [String!]! }
        type Mutation { ${roots.bookings} }
        type Booking @key(fields: "id") { id: ID! nights: Int! cancelled: Boolean! }`,
      resolvers: {
        Query: queries,
        Mutation: { book, tryBook: book, prolong, cancel },
        Booking: {
          __resolveReference: ({ id }: Booking, world: World) => world.bookings.find((one) => one.id === id),
        },
      },
    },
    payments: {
      typeDefs: `
        type Mutation { ${roots.payments} }
        ${inputs}
        type Payment { id: ID! amount: Int! booking: Booking! }
        type Booking @key(fields: "id") {
          id: ID!
          paid: Int!
          nights: Int! @external
          owed: Int! @requires(fields: "nights")
        }`,
      resolvers: {
        Mutation: {
          pay,
          tryPay: pay,
          multiply: (...call: Parameters<typeof multiply>) => ({ id: (multiply(...call) as Booking).id }),
        },
        Payment: { booking: ({ booking }: { booking: string }) => ({ id: booking }) },
        Booking: {
          paid: ({ id }: Booking, _args: unknown, world: World) => paid(world, id),
          owed: ({ id, nights }: Booking, _args: unknown, world: World) => nights * 100 - paid(world, id),
        },
      },
    },
    letters: {
      typeDefs: `
        type Mutation { ${roots.letters} }
        type Booking @key(fields: "id") { id: ID! letters: [String!]! }`,
      resolvers: {
        Mutation: { write, mustWrite: write },
        Booking: { letters: (_booking: unknown, _args: unknown, { letters }: World) => letters },
      },
    },
  },
  oracle: {
    typeDefs: `
      type Query { booking(id: ID!): Booking log: [String!]! }
      type Mutation { ${roots.bookings} ${roots.payments} ${roots.letters} }
      ${inputs}
      type Payment { id: ID! amount: Int! booking: Booking! }
      type Booking { id: ID! nights: Int! cancelled: Boolean! paid: Int! owed: Int! letters: [String!]! }`,
    resolvers: {
      Query: queries,
      Mutation: { book, tryBook: book, prolong, cancel, pay, tryPay: pay, multiply, write, mustWrite: write },
      Payment: {
        booking: ({ booking: id }: { booking: string }, _args: unknown, { bookings }: World) =>
          bookings.find((one) => one.id === id) ?? { id },
      },
      Booking: {
        paid: ({ id }: Booking, _args: unknown, world: World) => paid(world, id),
        owed: ({ id, nights }: Booking, _args: unknown, world: World) => nights * 100 - paid(world, id),
        letters: (_booking: unknown, _args: unknown, { letters }: World) => letters,
      },
    },
  },
};
