import type { Connection, mongo } from 'mongoose';
import { allowedHoldStates } from '../domain/inventory-audit.ts';
import type { AuditedDocument, InventoryClaim } from '../domain/inventory-audit.ts';
import { roomDemands, seatDemands } from '../domain/inventory.ts';
import type { BookingDocument } from './bookings-document.ts';
import type { FlightDocument } from './flights.ts';
import { holdKey } from './holds.ts';
import { roomMonthId } from './room-months.ts';
import type { RoomMonthDocument } from './room-months.ts';

/** Which kinds of inventory are kept with suppliers outside: of those, nothing in-house is to be compared. */
export interface ExternalInventory {
  hotels?: boolean;
  flights?: boolean;
}

/** What an audit needs of a reservation. */
export type AuditedReservation = Pick<BookingDocument, '_id' | 'status' | 'saga' | 'stays' | 'flights'>;

/** One kind of inventory documents, as they are read. */
export interface InventoryCollection {
  unit: 'nights' | 'seats';
  /** All of them, one after the other. */
  all(batchSize: number): AsyncIterable<AuditedDocument>;
  byId(ids: readonly string[]): Promise<AuditedDocument[]>;
  /** Those of the keys that something is held under, as `<documentId> <key>`. */
  heldOf(claims: readonly InventoryClaim[]): Promise<Set<string>>;
}

/** The inventory and the reservations of a database, for reading them beside each other. */
export interface InventoryReader {
  collections: readonly InventoryCollection[];
  reservations(batchSize: number): AsyncIterable<AuditedReservation>;
  reservationsById(ids: readonly string[]): Promise<AuditedReservation[]>;
  /** What a reservation has to do with in-house inventory. */
  claimsOf(reservation: AuditedReservation): InventoryClaim[];
}

const reservationFields = { status: 1, saga: 1, stays: 1, flights: 1 } as const;

/** Opens a database's books. Nothing is written, built or indexed. */
export function createInventoryReader(
  connection: Connection,
  outside: ExternalInventory = {},
): InventoryReader {
  const { db } = connection;
  if (db === undefined) throw new Error('expected a connection that is open');
  const reservations = db.collection<BookingDocument>('reservations');
  const months = db.collection<RoomMonthDocument>('roomMonths');
  const flights = db.collection<FlightDocument>('flights');
  const rooms = collectionReader(months, 'nights', monthDocument);
  const seats = collectionReader(flights, 'seats', flightDocument);
  const projection = reservationFields;

  return {
    collections: [...(outside.hotels === true ? [] : [rooms]), ...(outside.flights === true ? [] : [seats])],
    reservations: (batchSize) =>
      reservations.find<AuditedReservation>({}, { projection, sort: { _id: 1 }, batchSize }),
    reservationsById: (ids) =>
      reservations.find<AuditedReservation>({ _id: { $in: [...ids] } }, { projection }).toArray(),
    claimsOf: (reservation) => [
      ...(outside.hotels === true ? [] : roomClaims(reservation)),
      ...(outside.flights === true ? [] : seatClaims(reservation)),
    ],
  };
}

/** What both kinds of documents have. */
interface StoredDocument {
  _id: string;
  holds?: Record<string, object>;
}

function collectionReader<Row extends StoredDocument>(
  documents: mongo.Collection<Row>,
  unit: InventoryCollection['unit'],
  toDocument: (row: Row) => AuditedDocument,
): InventoryCollection {
  const field = unit === 'nights' ? 'nights' : 'cabins';
  const projection = { [field]: 1, holds: 1 };
  const among = (ids: readonly string[]) => ({ _id: { $in: [...ids] } }) as mongo.Filter<Row>;
  return {
    unit,
    async *all(batchSize) {
      const rows = documents.find<Row>({}, { projection, sort: { _id: 1 }, batchSize });
      for await (const row of rows) yield toDocument(row);
    },
    async byId(ids) {
      return (await documents.find<Row>(among(ids), { projection }).toArray()).map(toDocument);
    },
    async heldOf(claims) {
      const ids = [...new Set(claims.map(({ documentId }) => documentId))];
      const holds = Object.fromEntries(claims.map(({ key }) => [`holds.${key}`, 1]));
      const found = documents.find<StoredDocument>(among(ids), { projection: holds });
      const held = new Set<string>();
      for await (const row of found) {
        for (const key of Object.keys(row.holds ?? {})) held.add(`${row._id} ${key}`);
      }
      return held;
    },
  };
}

function monthDocument({ _id, nights, holds }: RoomMonthDocument): AuditedDocument {
  return {
    id: _id,
    nameOf: (day) => `night ${day}`,
    counters: nights,
    holds: mapped(holds, ({ state, count, nights: counters }) => ({ state, count, counters })),
  };
}

function flightDocument({ _id, cabins, holds }: FlightDocument): AuditedDocument {
  return {
    id: _id,
    nameOf: (cabin) => `${cabin} seats`,
    counters: cabins,
    holds: mapped(holds, ({ state, count, cabin }) => ({ state, count, counters: [cabin] })),
  };
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  map: (from: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, from]) => [key, map(from)]));
}

function roomClaims(reservation: AuditedReservation): InventoryClaim[] {
  const { _id: reservationId, status } = reservation;
  const allowed = allowedHoldStates(reservation, 'rooms');
  return roomDemands(reservation.stays).map(({ lineId, roomTypeId, month, days: counters, count }) => ({
    ...{ reservationId, status, allowed, counters, count },
    documentId: roomMonthId(roomTypeId, month),
    key: holdKey(reservationId, lineId),
  }));
}

function seatClaims(reservation: AuditedReservation): InventoryClaim[] {
  const { _id: reservationId, status } = reservation;
  const allowed = allowedHoldStates(reservation, 'seats');
  return seatDemands(reservation.flights).map(({ lineId, flightId: documentId, cabin, count }) => ({
    ...{ reservationId, status, allowed, documentId, count },
    counters: [cabin],
    key: holdKey(reservationId, lineId),
  }));
}
