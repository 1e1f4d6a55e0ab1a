import { auditInventory } from '../../subgraphs/reservations/inventory-audit.ts';
import type { World } from './world.ts';

/** What is wrong with the inventory of a world whose bookings are final, recomputed from the reservations. */
export async function inventoryFaults({ databases }: World): Promise<string[]> {
  const { differences } = await auditInventory({ connection: databases.reservations, looks: 2 });
  return differences.map(
    ({ documentId, what, expected, found }) => `${documentId}, ${what}: expected ${expected}, found ${found}`,
  );
}
