import mongoose from 'mongoose';
import { z } from 'zod';
import { integer } from '../config.ts';
import { withoutCredentials } from './address.ts';

/** The options of a connection string as the driver parses them; absent where the string has none. */
interface GivenOptions {
  writeConcern?: { w?: string | number; journal?: boolean };
  readPreference?: { mode: string };
  readConcern?: { level?: string };
  retryWrites?: boolean;
}

/** `connectMongo` sets these: a connection string must not contradict them. */
const required: readonly {
  option: string;
  value: string;
  given: (options: GivenOptions) => string | number | boolean | undefined;
}[] = [
  { option: 'w', value: 'majority', given: ({ writeConcern }) => writeConcern?.w },
  { option: 'journal', value: 'true', given: ({ writeConcern }) => writeConcern?.journal },
  { option: 'readPreference', value: 'primary', given: ({ readPreference }) => readPreference?.mode },
  // Guards of writes compare the newest state, which `local` reads on a primary.
  { option: 'readConcernLevel', value: 'local', given: ({ readConcern }) => readConcern?.level },
  { option: 'retryWrites', value: 'true', given: ({ retryWrites }) => retryWrites },
];

function faultsOf(url: string): string[] {
  try {
    // Parses only: the client connects with its first operation.
    const options: GivenOptions = new mongoose.mongo.MongoClient(url).options;
    return required.flatMap(({ option, value, given }) => {
      const got = String(given(options) ?? value);
      return got === value ? [] : [`expected ${option}=${value}, or no ${option}, got ${option}=${got}`];
    });
  } catch (error) {
    const reason = withoutCredentials(error instanceof Error ? error.message : String(error));
    return [
      `expected a connection string (https://www.mongodb.com/docs/manual/reference/connection-string/): ${reason}`,
    ];
  }
}

const mongoUrl = z
  .string()
  .regex(/^mongodb(\+srv)?:\/\//, { error: 'expected a mongodb:// address', abort: true })
  .superRefine((url, context) => {
    for (const message of faultsOf(url)) context.addIssue({ code: 'custom', message });
  });

export const mongoSettings = z.object({
  MONGODB_URL: mongoUrl.describe(
    'The MongoDB server. Each subgraph has its own database on it. Writes wait for a majority and its journal: a `w`, `journal`, `readPreference`, `readConcernLevel` or `retryWrites` that says otherwise is refused.',
  ),
  MONGODB_POOL_SIZE: integer(1, 1_000).default(20).describe('Connections to MongoDB, at most.'),
  MONGODB_TIMEOUT_MS: integer(100, 300_000)
    .default(8_000)
    .describe(
      'Time that a read or write may take, the wait for a primary included. Shorter than SUBGRAPH_TIMEOUT_MS. The worker only waits for a primary: 30000 by default, longer than an election.',
    ),
});

export const mongoDatabase = (defaultName: string) =>
  z.string().min(1).default(defaultName).describe('The database on that server.');
