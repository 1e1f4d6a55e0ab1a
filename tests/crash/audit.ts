import { auditInventory } from '../../subgraphs/reservations/inventory-audit.ts';
import type { World } from './world.ts';

/** Audits the inventory after all bookings are final, as `npm run inventory:check` does. */
export async function inventoryFaults({ databases }: World): Promise<string[]> {
  const { differences } = await auditInventory({ connection: databases.reservations, looks: 2 });
  return differences.map(
    ({ documentId, what, expected, found }) => `${documentId}, ${what}: expected ${expected}, found ${found}`,
  );
}
