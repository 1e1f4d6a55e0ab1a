import { parseArgs } from 'node:util';

/** How much is measured. */
export interface Plan {
  warmUpBookings: number;
  /** How long bookings are counted, for each number of clients. */
  windowSeconds: number;
  concurrencies: readonly number[];
  /** How many bookings' reads and writes are counted, for each number of clients. */
  countedBookings: (clients: number) => number;
  /** How long the stores are watched while nothing is booked. */
  idleSeconds: number;
  /** How many clients want the last room. */
  rivals: number;
  /** The rounds of that. */
  contentionRounds: number;
}

export interface Arguments {
  plan: Plan;
  /** Where the figures are written; null where they are only printed. */
  out: string | null;
}

export const usage = `npm run bench:bookings -- [--quick] [--clients <numbers>] [--seconds <number>] [--out <directory>]
  --quick    a short trial, whose figures count for nothing; it writes none unless --out is given
  --clients  how many clients book at once, with commas (1,8,64)
  --seconds  how long bookings are counted for each number of clients (30)
  --out      where bookings.md and bookings.json are written (bench/results)
With MONGODB_URL, all of it is run on that server as well, in databases of its own that it drops.`;

/** As many as there are travellers. */
const mostClients = 64;
const thorough = {
  ...{ warmUpBookings: 1_000, windowSeconds: 30, idleSeconds: 15, rivals: 1_000 },
  ...{ contentionRounds: 3, countedBookings: (clients: number) => (clients === 1 ? 50 : 2 * clients + 32) },
} satisfies Omit<Plan, 'concurrencies'>;
const quick = {
  ...{ warmUpBookings: 16, windowSeconds: 5, idleSeconds: 3, rivals: 200 },
  ...{ contentionRounds: 1, countedBookings: (clients: number) => Math.max(5, clients) },
} satisfies Omit<Plan, 'concurrencies'>;

/** @throws Error where they make no sense */
export function parseArguments(given: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...given],
    options: {
      quick: { type: 'boolean', default: false },
      clients: { type: 'string', default: '1,8,64' },
      seconds: { type: 'string' },
      out: { type: 'string' },
    },
  });
  const plan = values.quick ? quick : thorough;
  const windowSeconds = values.seconds === undefined ? plan.windowSeconds : Number(values.seconds);
  if (!(windowSeconds > 0 && windowSeconds <= 600)) {
    throw new Error(`expected a number up to 600 as --seconds, received ${values.seconds ?? ''}`);
  }
  const concurrencies = values.clients.split(',').map(Number);
  if (
    !concurrencies.every((clients) => Number.isInteger(clients) && clients >= 1 && clients <= mostClients)
  ) {
    throw new Error(`expected whole numbers up to ${mostClients} as --clients, received ${values.clients}`);
  }
  return {
    plan: { ...plan, windowSeconds, concurrencies },
    out: values.out ?? (values.quick ? null : 'bench/results'),
  };
}
