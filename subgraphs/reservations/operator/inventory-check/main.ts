import { auditInventory } from '../../inventory-audit.ts';
import type { InventoryAudit } from '../../inventory-audit.ts';
import { exitCodes, outsideOf, runCommand, storeSettings } from '../command.ts';

/**
 * Recomputes every night and seat from the reservations and compares. It ends with 0 where nothing differs, with 1
 * where something does, and with 2 where it could not look.
 */
process.exitCode = await runCommand(storeSettings, process.env, async ({ settings, connection, print }) => {
  const outside = outsideOf(settings);
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
  const inventory = `${counted(documents, 'inventory document')} with ${counted(nights, 'night')} and ${counted(seats, 'seat')}`;
  const outcome = differences.length === 0 ? 'nothing differs' : counted(differences.length, 'difference');
  return `Compared ${inventory} against ${counted(reservations, 'reservation')}: ${outcome}.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
