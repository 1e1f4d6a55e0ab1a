import type { Connection, mongo } from 'mongoose';
import { allowedHoldStates } from '../domain/inventory-audit.ts';
import type { AuditedDocument, InventoryClaim } from '../domain/inventory-audit.ts';
import { roomDemands, seatDemands } from '../domain/inventory.ts';
import type { BookingDocument } from './bookings-document.ts';
import type { FlightDocument } from './flights.ts';
import { holdKey } from './holds.ts';
import { roomMonthId } from './room-months.ts';
import type { RoomMonthDocument } from './room-months.ts';

/** True for inventory at external suppliers: the reader leaves it out. */
export interface ExternalInventory {
  hotels?: boolean;
  flights?: boolean;
}

export type AuditedReservation = Pick<BookingDocument, '_id' | 'status' | 'saga' | 'stays' | 'flights'>;

/** The documents of rooms or of seats. */
export interface InventoryCollection {
  unit: 'nights' | 'seats';

  all(batchSize: number): AsyncIterable<AuditedDocument>;
  byId(ids: readonly string[]): Promise<AuditedDocument[]>;
  /** The claims that have a hold, as `<documentId> <key>`. */
  heldOf(claims: readonly InventoryClaim[]): Promise<Set<string>>;
}

/** Reads the inventory and the reservations of a database to compare them. */
export interface InventoryReader {
  collections: readonly InventoryCollection[];
  reservations(batchSize: number): AsyncIterable<AuditedReservation>;
  reservationsById(ids: readonly string[]): Promise<AuditedReservation[]>;
  /** The claims of a reservation on the in-house inventory. */
  claimsOf(reservation: AuditedReservation): InventoryClaim[];
}

const reservationFields = { status: 1, saga: 1, stays: 1, flights: 1 } as const;

/** Creates a reader on the collections as they are: it builds no models and no indexes. */
export function createInventoryReader(
  connection: Connection,
  outside: ExternalInventory = {},
): InventoryReader {
  const { db } = connection;
  if (db === undefined) throw new Error('expected an open connection');
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

interface StoredDocument {
  _id: string;
  holds?: Record<string, object>;
}

function collectionReader<Stored extends StoredDocument>(
  documents: mongo.Collection<Stored>,
  unit: InventoryCollection['unit'],
  toAudited: (stored: Stored) => AuditedDocument,
): InventoryCollection {
  const field = unit === 'nights' ? 'nights' : 'cabins';
  const projection = { [field]: 1, holds: 1 };
  const among = (ids: readonly string[]) => ({ _id: { $in: [...ids] } }) as mongo.Filter<Stored>;
  return {
    unit,
    async *all(batchSize) {
      const found = documents.find<Stored>({}, { projection, sort: { _id: 1 }, batchSize });
      for await (const document of found) yield toAudited(document);
    },
    async byId(ids) {
      return (await documents.find<Stored>(among(ids), { projection }).toArray()).map(toAudited);
    },
    async heldOf(claims) {
      const ids = [...new Set(claims.map(({ documentId }) => documentId))];
      const holds = Object.fromEntries(claims.map(({ key }) => [`holds.${key}`, 1]));
      const found = documents.find<StoredDocument>(among(ids), { projection: holds });
      const held = new Set<string>();
      for await (const { _id, holds = {} } of found) {
        for (const key of Object.keys(holds)) held.add(`${_id} ${key}`);
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
