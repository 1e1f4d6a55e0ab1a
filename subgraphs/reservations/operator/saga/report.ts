import type { Connection } from 'mongoose';
import type { Cancellation, Transition } from '../../domain/booking.ts';
import type { HoldState } from '../../domain/inventory-audit.ts';
import { attemptsBetweenAlerts } from '../../metrics.ts';
import { ImpossibleReservationError, toBooking } from '../../store/bookings-document.ts';
import type { BookingDocument, SagaDocument } from '../../store/bookings-document.ts';
import { createInventoryReader } from '../../store/inventory-reader.ts';
import type { ExternalInventory } from '../../store/inventory-reader.ts';

/** The progress of a booking, for operators. */
export interface BookingSummary {
  id: string;
  status: string;
  saga: SagaDocument | null;
  createdAt: Date;
  /** The time of its last transition. */
  updatedAt: Date;
  /** The time after which the sweeper enqueues it; null for a final booking. */
  wakeAt: Date | null;
  /** True where an alert was raised: it keeps failing, or its state is impossible. */
  stuck: boolean;
  /** The reason of an impossible state; null for a valid state. */
  impossible: string | null;
}

/** All data of a booking, for operators. */
export interface BookingReport extends BookingSummary {
  userId: string;
  quoteId: string;
  lines: { lineId: string; description: string; charged: BookingDocument['total'] }[];
  total: BookingDocument['total'];
  holdExpiresAt: Date;
  failure: BookingDocument['failure'];
  cancellation: Cancellation | null;
  timeline: Transition[];
  version: number;
  /** Its claims on the in-house inventory, with their holds. */
  inventory: InventoryPlace[];
  outside: Required<ExternalInventory>;
}

export interface InventoryPlace {
  documentId: string;
  key: string;
  /** The allowed hold states. */
  expected: readonly HoldState[];
  /** The hold: `held 1 × 10 11`, or `none`. */
  found: string;
}

/** The collection itself: an operator command builds no models and no indexes. */
function rowsOf({ db }: Connection) {
  if (db === undefined) throw new Error('expected an open connection');
  return db.collection<BookingDocument>('reservations');
}

const projection = { outbox: 0 } as const;

/**
 * Lists the unfinished bookings that wait the longest. Memory holds at most twice the limit.
 * @returns the bookings, the longest waiting first, and the number of all unfinished bookings
 */
export async function listUnfinished(
  connection: Connection,
  { limit, onlyStuck }: { limit: number; onlyStuck: boolean },
): Promise<{ bookings: BookingSummary[]; count: number }> {
  let longest: BookingSummary[] = [];
  let count = 0;
  const keepLongest = () => {
    longest = longest.toSorted((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime()).slice(0, limit);
  };
  for await (const row of rowsOf(connection).find({ wakeAt: { $exists: true } }, { projection })) {
    const summary = summaryOf(row);
    if (onlyStuck && !summary.stuck) continue;
    count += 1;
    longest.push(summary);
    if (longest.length > 2 * limit) keepLongest();
  }
  keepLongest();
  return { bookings: longest, count };
}

/** @returns null for an unknown reservation */
export async function readBookingReport(
  connection: Connection,
  id: string,
  outside: Required<ExternalInventory>,
): Promise<BookingReport | null> {
  const row = await rowsOf(connection).findOne({ _id: id }, { projection });
  if (row === null) return null;
  const { userId, quoteId, stays, flights, total, holdExpiresAt, failure, cancellation, timeline } = row;
  const lines = [...stays, ...flights].map(({ lineId, description, charged }) => ({
    ...{ lineId, description, charged },
  }));
  return {
    ...summaryOf(row),
    ...{ userId, quoteId, lines, total, holdExpiresAt, failure, cancellation: cancellation ?? null },
    ...{ timeline, version: row.version, inventory: await placesOf(connection, row, outside), outside },
  };
}

export async function findSummary(connection: Connection, id: string): Promise<BookingSummary | null> {
  const row = await rowsOf(connection).findOne({ _id: id }, { projection });
  return row === null ? null : summaryOf(row);
}

function summaryOf(row: BookingDocument): BookingSummary {
  const { _id: id, status, saga, createdAt, updatedAt, wakeAt = null } = row;
  const impossible = impossibilityOf(row);
  const stuck = impossible !== null || (saga?.attempts ?? 0) >= attemptsBetweenAlerts;
  return { id, status, saga, createdAt, updatedAt, wakeAt, stuck, impossible };
}

function impossibilityOf(row: BookingDocument): string | null {
  try {
    toBooking(row);
    return null;
  } catch (error) {
    if (error instanceof ImpossibleReservationError) return error.message;
    throw error;
  }
}

async function placesOf(
  connection: Connection,
  row: BookingDocument,
  outside: ExternalInventory,
): Promise<InventoryPlace[]> {
  const reader = createInventoryReader(connection, outside);
  const claims = reader.claimsOf(row);
  const ids = [...new Set(claims.map(({ documentId }) => documentId))];
  const documents = (await Promise.all(reader.collections.map((book) => book.byId(ids)))).flat();
  const holds = new Map(documents.map((document) => [document.id, document.holds]));
  return claims.map(({ documentId, key, allowed: expected }) => {
    const hold = holds.get(documentId)?.[key];
    const found = hold === undefined ? 'none' : `${hold.state} ${hold.count} × ${hold.counters.join(' ')}`;
    return { documentId, key, expected, found };
  });
}
