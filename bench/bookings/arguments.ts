import { parseArgs } from 'node:util';

/** The amount to measure. */
export interface Plan {
  warmUpBookings: number;
  /** The time to count bookings, for each number of clients. */
  windowSeconds: number;
  concurrencies: readonly number[];
  /** The number of bookings to count reads and writes of. */
  countedBookings: (clients: number) => number;
  /** The time to count store operations without bookings. */
  idleSeconds: number;
  /** The number of clients that book the last room. */
  rivals: number;
  contentionRounds: number;
}

export interface Arguments {
  plan: Plan;
  /** The directory for the results; null to print them only. */
  out: string | null;
}

export const usage = `npm run bench:bookings -- [--quick] [--clients <numbers>] [--seconds <number>] [--out <directory>]
  --quick    a short trial with rough figures, written only with --out
  --clients  numbers of concurrent clients, separated by commas (1,8,64)
  --seconds  seconds to count bookings for each number of clients (30)
  --out      directory for bookings.md and bookings.json (bench/results)
With MONGODB_URL, everything is repeated on that server, in new databases that are dropped at the end.`;

/** The number of travellers in the world. */
const maxClients = 64;
const thorough = {
  ...{ warmUpBookings: 1_000, windowSeconds: 30, idleSeconds: 15, rivals: 1_000 },
  ...{ contentionRounds: 3, countedBookings: (clients: number) => (clients === 1 ? 50 : 2 * clients + 32) },
} satisfies Omit<Plan, 'concurrencies'>;
const quick = {
  ...{ warmUpBookings: 16, windowSeconds: 5, idleSeconds: 3, rivals: 200 },
  ...{ contentionRounds: 1, countedBookings: (clients: number) => Math.max(5, clients) },
} satisfies Omit<Plan, 'concurrencies'>;

/** @throws Error for invalid arguments */
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
    throw new Error(`Invalid --seconds ${values.seconds ?? ''}: expected a number above 0, up to 600.`);
  }
  const concurrencies = values.clients.split(',').map(Number);
  if (!concurrencies.every((clients) => Number.isInteger(clients) && clients >= 1 && clients <= maxClients)) {
    throw new Error(`Invalid --clients ${values.clients}: expected whole numbers from 1 to ${maxClients}.`);
  }
  return {
    plan: { ...plan, windowSeconds, concurrencies },
    out: values.out ?? (values.quick ? null : 'bench/results'),
  };
}
