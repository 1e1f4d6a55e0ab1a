import { pino } from 'pino';
import type { Connection } from 'mongoose';
import { z } from 'zod';
import { ConfigurationError, parseConfig } from '../../../platform/config.ts';
import type { Logger } from '../../../platform/log.ts';
import { withoutCredentials } from '../../../platform/stores/address.ts';
import { mongoSettings } from '../../../platform/stores/mongo-settings.ts';
import { connectMongo } from '../../../platform/stores/mongo.ts';
import type { ExternalInventory } from '../store/inventory-reader.ts';

/** The settings of all operator commands. */
export const storeSettings = z.object({
  ...mongoSettings.shape,
  MONGODB_DATABASE: z.string().min(1).default('wayfare_reservations'),
  /** As for the worker: inventory at external suppliers is left out. */
  HOTEL_SUPPLIER_URL: z.string().optional(),
  FLIGHT_SUPPLIER_URL: z.string().optional(),
});

export function outsideOf(settings: z.output<typeof storeSettings>): Required<ExternalInventory> {
  return {
    hotels: settings.HOTEL_SUPPLIER_URL !== undefined,
    flights: settings.FLIGHT_SUPPLIER_URL !== undefined,
  };
}

/** Thrown for a request that cannot be carried out. Its message is for the operator. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** `no`: the command ran and found a difference, or the booking does not exist. */
export const exitCodes = { fine: 0, no: 1, couldNotRun: 2 } as const;

export interface CommandContext<Settings> {
  settings: Settings;
  connection: Connection;
  logger: Logger;

  print: (line: string) => void;
}

/** The time to connect to MongoDB. */
const connectTimeoutMs = 5_000;

/**
 * Runs an operator command with its settings and a connection. Errors go to standard error.
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
  const signal = AbortSignal.timeout(connectTimeoutMs);
  try {
    return await connectMongo({ url, database, poolSize, logger, signal });
  } catch (error) {
    throw new Error(`Cannot reach MongoDB at ${withoutCredentials(url)}: ${messageOf(error)}`, {
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
