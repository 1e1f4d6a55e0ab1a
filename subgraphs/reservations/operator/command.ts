import { pino } from 'pino';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { ConfigurationError, mongoSettings, parseConfig } from '../../../platform/config.ts';
import type { Logger } from '../../../platform/log.ts';
import { withoutCredentials } from '../../../platform/stores/address.ts';
import { connectMongo } from '../../../platform/stores/mongo.ts';
import type { ExternalInventory } from '../store/inventory-reader.ts';

/** What every operator's command needs: the store of the reservations. */
export const storeSettings = z.object({
  ...mongoSettings.shape,
  MONGODB_DATABASE: z.string().min(1).default('wayfare_reservations'),
  /** As the worker's: what a supplier outside keeps is not to be found in-house. */
  HOTEL_SUPPLIER_URL: z.string().optional(),
  FLIGHT_SUPPLIER_URL: z.string().optional(),
});

/** Which kinds of inventory are kept with suppliers outside. */
export function outsideOf(settings: z.output<typeof storeSettings>): Required<ExternalInventory> {
  return {
    hotels: settings.HOTEL_SUPPLIER_URL !== undefined,
    flights: settings.FLIGHT_SUPPLIER_URL !== undefined,
  };
}

/** What a command was asked cannot be done, for a reason that its message tells a person. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** How a command ended. `no` is its answer: something differs, or there is no such booking. */
export const exitCodes = { fine: 0, no: 1, couldNotRun: 2 } as const;

export interface CommandContext<Settings> {
  settings: Settings;
  connection: Connection;
  logger: Logger;
  /** Prints a line. */
  print: (line: string) => void;
}

/** How long to wait for a store that is away. */
const patienceMs = 5_000;

/**
 * Runs an operator's command: settings, store, command, and out. Only what it prints goes to standard output.
 * @param run returns the exit code
 */
export async function runCommand<Shape extends typeof storeSettings>(
  shape: Shape,
  environment: NodeJS.ProcessEnv,
  run: (context: CommandContext<z.output<Shape>>) => Promise<number>,
): Promise<number> {
  const logger = pino({ level: 'silent' });
  try {
    const settings = parseConfig(shape, environment);
    const connection = await connect(settings, logger);
    try {
      return await run({ settings, connection, logger, print });
    } finally {
      await connection.close();
    }
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n`);
    return error instanceof CommandError ? exitCodes.no : exitCodes.couldNotRun;
  }
}

async function connect(
  {
    MONGODB_URL: url,
    MONGODB_DATABASE: database,
    MONGODB_POOL_SIZE: poolSize,
  }: z.output<typeof storeSettings>,
  logger: Logger,
): Promise<Connection> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    return await connectMongo({ url, database, poolSize, logger, signal });
  } catch (error) {
    throw new Error(`MongoDB at ${withoutCredentials(url)} cannot be reached: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function messageOf(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
