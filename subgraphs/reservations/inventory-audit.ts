import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Connection } from 'mongoose';
import { compareDocument, mustHold } from './domain/inventory-audit.ts';
import type { AuditedDocument, InventoryClaim, InventoryDifference } from './domain/inventory-audit.ts';
import { createInventoryReader } from './store/inventory-reader.ts';
import type { AuditedReservation, InventoryReader, ExternalInventory } from './store/inventory-reader.ts';

export interface InventoryAudit {
  /** Months of room types, and flights. */
  documents: number;
  reservations: number;
  /** Nights of room types, and seats of flights, that were counted. */
  nights: number;
  seats: number;
  differences: readonly InventoryDifference[];
}

export interface InventoryAuditOptions {
  connection: Connection;
  /** Looks again so often at what differs, since bookings may be under way. */
  looks?: number;
  outside?: ExternalInventory;
}

/** What is read at once: memory needs no more than this, and what differs. */
const documentsPerBatch = 100;
const reservationsPerBatch = 200;
/** The pause before the first further look; it doubles with every further one. */
const firstPauseMs = 50;
const longestPauseMs = 1_000;

/** A document that differs, for now. */
interface Suspect {
  /** The reservations that should hold something of it. */
  reservationIds: Set<string>;
  /** Those differences that every look has found. */
  differences: InventoryDifference[];
  /** How often it was looked at while it stood still. */
  looks: number;
}

type Suspects = Map<string, Suspect>;

/**
 * Recomputes every night and seat from the reservations, and compares: every inventory document with the
 * reservations that its holds name, and every reservation with the inventory that it must hold. Bookings may be under
 * way: what differs is looked at again, and what keeps differing is reported.
 */
export async function auditInventory(options: InventoryAuditOptions): Promise<InventoryAudit> {
  const { connection, looks = 5, outside } = options;
  const books = createInventoryReader(connection, outside);
  const suspects: Suspects = new Map();
  const inventory = await auditDocuments(books, suspects);
  const reservations = await auditReservations(books, suspects);
  const differences = await lookAgain(books, suspects, looks);
  return { ...inventory, reservations, differences };
}

/** From the inventory to the reservations. */
async function auditDocuments(
  books: InventoryReader,
  suspects: Suspects,
): Promise<Pick<InventoryAudit, 'documents' | 'nights' | 'seats'>> {
  const counted = { documents: 0, nights: 0, seats: 0 };
  for (const book of books.collections) {
    for await (const documents of batches(book.all(documentsPerBatch), documentsPerBatch)) {
      counted.documents += documents.length;
      for (const { counters } of documents) {
        counted[book.unit] += book.unit === 'nights' ? Object.keys(counters).length : totalOf(counters);
      }
      const claims = await claimsOn(books, documents, []);
      for (const document of documents) {
        const claimed = claims.get(document.id) ?? [];
        if (compareDocument(document, claimed).length > 0) suspect(suspects, document.id);
      }
    }
  }
  return counted;
}

function totalOf(counters: AuditedDocument['counters']): number {
  return Object.values(counters).reduce((sum, { total }) => sum + total, 0);
}

/** From the reservations to the inventory. @returns how many there are */
async function auditReservations(books: InventoryReader, suspects: Suspects): Promise<number> {
  let count = 0;
  for await (const reservations of batches(books.reservations(reservationsPerBatch), reservationsPerBatch)) {
    count += reservations.length;
    const claims = reservations.flatMap((reservation) => books.claimsOf(reservation)).filter(mustHold);
    if (claims.length === 0) continue;
    const found = await Promise.all(books.collections.map((book) => book.heldOf(claims)));
    for (const { documentId, key, reservationId } of claims) {
      if (found.some((held) => held.has(`${documentId} ${key}`))) continue;
      suspect(suspects, documentId).reservationIds.add(reservationId);
    }
  }
  return count;
}

function suspect(suspects: Suspects, documentId: string): Suspect {
  const known = suspects.get(documentId);
  if (known !== undefined) return known;
  const added: Suspect = { reservationIds: new Set(), differences: [], looks: 0 };
  suspects.set(documentId, added);
  return added;
}

/** @returns what differs at every one of so many looks */
async function lookAgain(
  books: InventoryReader,
  suspects: Suspects,
  looks: number,
): Promise<InventoryDifference[]> {
  const lasting: InventoryDifference[] = [];
  // Those that never stand still are looked at for longer, but not for ever.
  const rounds = looks * 4;
  for (let round = 0; round < rounds && suspects.size > 0; round += 1) {
    await pause(Math.min(firstPauseMs * 2 ** round, longestPauseMs));
    const ids = [...suspects.keys()];
    for (let at = 0; at < ids.length; at += documentsPerBatch) {
      const batch = ids.slice(at, at + documentsPerBatch);
      for (const { documentId, differences, moved } of await look(books, suspects, batch)) {
        const seen = suspect(suspects, documentId);
        const again = differences.filter(({ what }) => seen.differences.some((was) => was.what === what));
        seen.differences = again.length > 0 ? again : differences;
        if (!moved) seen.looks += 1;
        const isOver = seen.looks >= looks || round === rounds - 1;
        if (isOver) lasting.push(...seen.differences);
        if (isOver || differences.length === 0) suspects.delete(documentId);
      }
    }
  }
  return lasting;
}

interface Sight {
  documentId: string;
  differences: InventoryDifference[];
  /** Whether it changed while its reservations were read: then the two may not belong together. */
  moved: boolean;
}

async function look(books: InventoryReader, suspects: Suspects, ids: readonly string[]): Promise<Sight[]> {
  const before = await documentsOf(books, ids);
  const named = ids.flatMap((id) => [...(suspects.get(id)?.reservationIds ?? [])]);
  const claims = await claimsOn(books, [...before.values()], named);
  const after = await documentsOf(books, ids);
  return ids.map((documentId) => {
    const document = before.get(documentId) ?? missing(documentId);
    const moved = !isDeepStrictEqual(
      stateOf(document),
      stateOf(after.get(documentId) ?? missing(documentId)),
    );
    return { documentId, differences: compareDocument(document, claims.get(documentId) ?? []), moved };
  });
}

async function documentsOf(
  { collections }: InventoryReader,
  ids: readonly string[],
): Promise<Map<string, AuditedDocument>> {
  const found = await Promise.all(collections.map((book) => book.byId(ids)));
  return new Map(found.flat().map((document) => [document.id, document]));
}

/** A document that reservations ask for, and that is not there. */
function missing(id: string): AuditedDocument {
  return { id, nameOf: (counter) => counter, counters: {}, holds: {} };
}

function stateOf({ counters, holds }: AuditedDocument): Pick<AuditedDocument, 'counters' | 'holds'> {
  return { counters, holds };
}

/** The claims, by document, of the reservations that holds name and of some others. */
async function claimsOn(
  books: InventoryReader,
  documents: readonly AuditedDocument[],
  others: readonly string[],
): Promise<Map<string, InventoryClaim[]>> {
  const holders = documents.flatMap(({ holds }) => Object.keys(holds).map(reservationIdOf));
  const ids = [...new Set([...holders, ...others])];
  const reservations: AuditedReservation[] = ids.length === 0 ? [] : await books.reservationsById(ids);
  const byDocument = new Map<string, InventoryClaim[]>();
  for (const claim of reservations.flatMap((reservation) => books.claimsOf(reservation))) {
    const known = byDocument.get(claim.documentId);
    if (known === undefined) byDocument.set(claim.documentId, [claim]);
    else known.push(claim);
  }
  return byDocument;
}

/** @param key of a hold: `<reservationId>:<lineId>` */
function reservationIdOf(key: string): string {
  return key.split(':')[0] ?? key;
}

async function* batches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
  let batch: Item[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
