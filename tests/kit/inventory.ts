import type { Connection } from 'mongoose';
import { createLogger } from '../../platform/log.ts';
import { connectMongo } from '../../platform/stores/mongo.ts';
import { auditInventory } from '../../subgraphs/reservations/inventory-audit.ts';
import type { ExternalInventory } from '../../subgraphs/reservations/store/inventory-reader.ts';

/**
 * Recomputes every night and seat from the reservations. Every test with bookings ends with it.
 * @throws Error naming each difference
 */
export async function assertInventoryBalanced(
  connection: Connection,
  outside: ExternalInventory = {},
): Promise<void> {
  const { differences } = await auditInventory({ connection, outside });
  const lines = differences.map(
    ({ documentId, what, expected, found }) => `${documentId} ${what}: expected ${expected}, found ${found}`,
  );
  if (lines.length > 0) throw new Error(`the inventory differs from the reservations:\n${lines.join('\n')}`);
}

/** The wait for a server that a test has killed and that restarts. */
const patienceMs = 20_000;

/** As `assertInventoryBalanced`, over a connection of its own. */
export async function assertInventoryBalancedAt(url: string, database: string): Promise<void> {
  const logger = createLogger('audit', 'silent');
  const signal = AbortSignal.timeout(patienceMs);
  const connection = await connectMongo({ url, database, poolSize: 4, logger, signal });
  try {
    await assertInventoryBalanced(connection);
  } finally {
    await connection.close();
  }
}
