import { z } from 'zod';
import { auditInventory } from '../../inventory-audit.ts';
import type { InventoryAudit } from '../../inventory-audit.ts';
import { exitCodes, runCommand, storeSettings } from '../command.ts';

const settings = storeSettings.extend({
  /** As the worker's: what a supplier outside keeps is not to be found in-house. */
  HOTEL_SUPPLIER_URL: z.string().optional(),
  FLIGHT_SUPPLIER_URL: z.string().optional(),
});

/**
 * Recomputes every night and seat from the reservations and compares. It ends with 0 where nothing differs, with 1
 * where something does, and with 2 where it could not look.
 */
process.exitCode = await runCommand(settings, process.env, async ({ settings: given, connection, print }) => {
  const outside = {
    hotels: given.HOTEL_SUPPLIER_URL !== undefined,
    flights: given.FLIGHT_SUPPLIER_URL !== undefined,
  };
  const audit = await auditInventory({ connection, outside });
  for (const { documentId, what, expected, found } of audit.differences) {
    print(`${documentId} ${what}: expected ${expected}, found ${found}`);
  }
  if (outside.hotels) print('Rooms are kept by a supplier outside, and were left out.');
  if (outside.flights) print('Seats are kept by a supplier outside, and were left out.');
  print(summaryOf(audit));
  return audit.differences.length === 0 ? exitCodes.fine : exitCodes.no;
});

function summaryOf({ documents, reservations, nights, seats, differences }: InventoryAudit): string {
  const checked = `${documents} inventory documents with ${nights} nights and ${seats} seats against ${reservations} reservations`;
  return `Compared ${checked}: ${differences.length === 0 ? 'nothing differs' : `${differences.length} differences`}.`;
}
