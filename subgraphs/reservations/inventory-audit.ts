import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Connection } from 'mongoose';
import { backoffMs } from '../../platform/resilience/backoff.ts';
import type { Backoff } from '../../platform/resilience/backoff.ts';
import { compareDocument, mustHold } from './domain/inventory-audit.ts';
import type { AuditedDocument, InventoryClaim, InventoryDifference } from './domain/inventory-audit.ts';
import { createInventoryReader } from './store/inventory-reader.ts';
import type { AuditedReservation, InventoryReader, ExternalInventory } from './store/inventory-reader.ts';

export interface InventoryAudit {
  /** The number of months of room types and of flights. */
  documents: number;
  reservations: number;
  /** Compared nights of room types and seats of flights. */
  nights: number;
  seats: number;
  differences: readonly InventoryDifference[];
}

export interface InventoryAuditOptions {
  connection: Connection;
  /** Repeated comparisons of a document that differs: bookings may be under way. */
  looks?: number;
  outside?: ExternalInventory;
}

/** Memory holds a batch and the documents that differ. */
const documentsPerBatch = 100;
const reservationsPerBatch = 200;
/** Pauses before repeated comparisons. */
const pauses: Backoff = { firstMs: 50, maxMs: 1_000 };

/** A document that differs so far. */
interface Suspect {
  /** The reservations without their hold. */
  reservationIds: Set<string>;
  /** The differences found by every comparison. */
  differences: InventoryDifference[];
  /** Comparisons without a concurrent change. */
  looks: number;
}

type Suspects = Map<string, Suspect>;

/**
 * Audits the inventory: recomputes every night and seat from the reservations, and compares every document with the
 * reservations of its holds and every reservation with its holds. Because bookings may be under way, a document that
 * differs is compared again, and only lasting differences are reported.
 */
export async function auditInventory(options: InventoryAuditOptions): Promise<InventoryAudit> {
  const { connection, looks = 5, outside } = options;
  const reader = createInventoryReader(connection, outside);
  const suspects: Suspects = new Map();
  const inventory = await auditDocuments(reader, suspects);
  const reservations = await auditReservations(reader, suspects);
  const differences = await lookAgain(reader, suspects, looks);
  return { ...inventory, reservations, differences };
}

/** Compares every inventory document with the reservations of its holds. */
async function auditDocuments(
  reader: InventoryReader,
  suspects: Suspects,
): Promise<Pick<InventoryAudit, 'documents' | 'nights' | 'seats'>> {
  const counted = { documents: 0, nights: 0, seats: 0 };
  for (const collection of reader.collections) {
    for await (const documents of batches(collection.all(documentsPerBatch), documentsPerBatch)) {
      counted.documents += documents.length;
      for (const { counters } of documents) {
        counted[collection.unit] +=
          collection.unit === 'nights' ? Object.keys(counters).length : totalOf(counters);
      }
      const claims = await claimsOn(reader, documents, []);
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

/** Looks for reservations without their holds. @returns the number of reservations */
async function auditReservations(reader: InventoryReader, suspects: Suspects): Promise<number> {
  let count = 0;
  for await (const reservations of batches(reader.reservations(reservationsPerBatch), reservationsPerBatch)) {
    count += reservations.length;
    const claims = reservations.flatMap((reservation) => reader.claimsOf(reservation)).filter(mustHold);
    if (claims.length === 0) continue;
    const found = await Promise.all(reader.collections.map((collection) => collection.heldOf(claims)));
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

/** Repeats the comparison of suspects. @returns the differences that every comparison found */
async function lookAgain(
  reader: InventoryReader,
  suspects: Suspects,
  looks: number,
): Promise<InventoryDifference[]> {
  const lasting: InventoryDifference[] = [];
  // Bounded, also for documents that keep changing.
  const rounds = looks * 4;
  for (let round = 0; round < rounds && suspects.size > 0; round += 1) {
    await pause(backoffMs(round + 1, pauses));
    const ids = [...suspects.keys()];
    for (let at = 0; at < ids.length; at += documentsPerBatch) {
      const batch = ids.slice(at, at + documentsPerBatch);
      for (const { documentId, differences, moved } of await look(reader, suspects, batch)) {
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
  /** True where the document changed while its reservations were read: the comparison may be wrong then. */
  moved: boolean;
}

async function look(reader: InventoryReader, suspects: Suspects, ids: readonly string[]): Promise<Sight[]> {
  const before = await documentsOf(reader, ids);
  const named = ids.flatMap((id) => [...(suspects.get(id)?.reservationIds ?? [])]);
  const claims = await claimsOn(reader, [...before.values()], named);
  const after = await documentsOf(reader, ids);
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
  const found = await Promise.all(collections.map((collection) => collection.byId(ids)));
  return new Map(found.flat().map((document) => [document.id, document]));
}

/** Stands for a missing document. */
function missing(id: string): AuditedDocument {
  return { id, nameOf: (counter) => counter, counters: {}, holds: {} };
}

function stateOf({ counters, holds }: AuditedDocument): Pick<AuditedDocument, 'counters' | 'holds'> {
  return { counters, holds };
}

/** The claims, by document, of the reservations of the documents' holds and of `others`. */
async function claimsOn(
  reader: InventoryReader,
  documents: readonly AuditedDocument[],
  others: readonly string[],
): Promise<Map<string, InventoryClaim[]>> {
  const holders = documents.flatMap(({ holds }) => Object.keys(holds).map(reservationIdOf));
  const ids = [...new Set([...holders, ...others])];
  const reservations: AuditedReservation[] = ids.length === 0 ? [] : await reader.reservationsById(ids);
  const byDocument = new Map<string, InventoryClaim[]>();
  for (const claim of reservations.flatMap((reservation) => reader.claimsOf(reservation))) {
    const known = byDocument.get(claim.documentId);
    if (known === undefined) byDocument.set(claim.documentId, [claim]);
    else known.push(claim);
  }
  return byDocument;
}

/** @param key `<reservationId>:<lineId>` */
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
