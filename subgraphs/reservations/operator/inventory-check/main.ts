import { auditInventory } from '../../inventory-audit.ts';
import type { InventoryAudit } from '../../inventory-audit.ts';
import { exitCodes, outsideOf, runCommand, storeSettings } from '../command.ts';

/**
 * Audits the inventory against the reservations. Exit codes: 0 without differences, 1 with differences, 2 where it could
 * not run.
 */
process.exitCode = await runCommand(storeSettings, process.env, async ({ settings, connection, print }) => {
  const outside = outsideOf(settings);
  const audit = await auditInventory({ connection, outside });
  for (const { documentId, what, expected, found } of audit.differences) {
    print(`${documentId} ${what}: expected ${expected}, found ${found}`);
  }
  if (outside.hotels) print('Left out: rooms, which an external supplier holds.');
  if (outside.flights) print('Left out: seats, which an external supplier holds.');
  print(summaryOf(audit));
  return audit.differences.length === 0 ? exitCodes.fine : exitCodes.no;
});

function summaryOf({ documents, reservations, nights, seats, differences }: InventoryAudit): string {
  const inventory = `${counted(documents, 'inventory document')} with ${counted(nights, 'night')} and ${counted(seats, 'seat')}`;
  const outcome = differences.length === 0 ? 'no differences' : counted(differences.length, 'difference');
  return `Compared ${inventory} against ${counted(reservations, 'reservation')}: ${outcome}.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
