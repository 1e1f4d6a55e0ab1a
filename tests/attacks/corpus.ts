import type { Attack } from './attack.ts';
import { accountAttacks } from './corpus/accounts.ts';
import { attemptAttacks } from './corpus/attempts.ts';
import { bookingAttacks } from './corpus/bookings.ts';
import { browserAttacks } from './corpus/browsers.ts';
import { cacheAttacks } from './corpus/caches.ts';
import { connectionAttacks } from './corpus/connections.ts';
import { documentAttacks } from './corpus/documents.ts';
import { introspectionAttacks } from './corpus/introspection.ts';
import { overloadAttacks } from './corpus/overload.ts';
import { planningAttacks } from './corpus/planning.ts';
import { requestAttacks } from './corpus/requests.ts';
import { subgraphAttacks } from './corpus/subgraphs.ts';
import { unreadAttacks } from './corpus/unread.ts';

export const attacks: readonly Attack[] = [
  ...documentAttacks,
  ...cacheAttacks,
  ...introspectionAttacks,
  ...planningAttacks,
  ...unreadAttacks,
  ...connectionAttacks,
  ...requestAttacks,
  ...subgraphAttacks,
  ...overloadAttacks,
  ...attemptAttacks,
  ...accountAttacks,
  ...bookingAttacks,
  ...browserAttacks,
];

/** @throws Error for an unknown name */
export function attackNamed(name: string): Attack {
  const found = attacks.find((attack) => attack.name === name);
  if (found === undefined) throw new Error(`expected the name of an attack, got ${name}`);
  return found;
}
