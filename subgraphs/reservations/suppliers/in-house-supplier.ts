import type { Collection, Model } from 'mongoose';
import type { Clock } from '../../../platform/clock.ts';
import { holdGraceMs, roomDemands, seatDemands } from '../domain/inventory.ts';
import type { FlightSupplier, HoldOutcome, HotelSupplier, Supplier } from '../domain/suppliers.ts';
import type { FlightDocument } from '../store/flights.ts';
import { holdKey } from '../store/holds.ts';
import type { Hold, HoldBook, Tombstone } from '../store/holds.ts';
import { roomMonthId } from '../store/room-months.ts';
import type { RoomMonthDocument } from '../store/room-months.ts';

/** About 90 KB in a document: MongoDB's limit is 16 MB, and every hold searches them. */
const maxTombstones = 1_000;
const never = new Date(0);

/** The common fields of inventory documents. Their counters are addressed by path. */
interface InventoryDocument extends HoldBook {
  _id: string;
}

/** The claim of a line on an inventory document. */
interface Claim {
  documentId: string;
  lineId: string;
  /** The paths of the free counters. A single write lowers all of them, or fails. */
  counters: readonly string[];
  count: number;
  /** Stored with the hold. */
  details: Record<string, unknown>;
}

/** Rooms or seats. */
interface InventoryKind<Line> {
  documents: Collection<InventoryDocument>;
  claimsOf: (lines: readonly Line[]) => Claim[];
  /** Added to every write that changes a free counter. */
  changed: (now: Date) => { $inc?: Record<string, number>; $set?: Record<string, unknown> };
  clock: Clock;
  /** Called after a change of a free counter. */
  onChange: () => void;
}

/** Creates the supplier of in-house rooms. */
export function createInHouseHotelSupplier(options: {
  roomMonths: Model<RoomMonthDocument>;
  clock: Clock;
}): HotelSupplier {
  return createSupplier({
    documents: documentsOf(options.roomMonths),
    claimsOf: (lines) =>
      roomDemands(lines).map(({ roomTypeId, month, days, lineId, count }) => ({
        documentId: roomMonthId(roomTypeId, month),
        lineId,
        counters: days.map((day) => `nights.${day}.free`),
        count,
        details: { nights: days },
      })),
    changed: () => ({}),
    clock: options.clock,
    onChange: () => undefined,
  });
}

/**
 * Creates the supplier of in-house seats. A change of free seats is published as `flight.updated`.
 * @param options.onChange called after a change of free seats
 */
export function createInHouseFlightSupplier(options: {
  flights: Model<FlightDocument>;
  clock: Clock;
  onChange: () => void;
}): FlightSupplier {
  return createSupplier({
    documents: documentsOf(options.flights),
    claimsOf: (lines) =>
      seatDemands(lines).map(({ flightId, cabin, lineId, count }) => ({
        documentId: flightId,
        lineId,
        counters: [`cabins.${cabin}.free`],
        count,
        details: { cabin },
      })),
    changed: (now) => ({ $inc: { revision: 1 }, $set: { unpublished: true, changedAt: now } }),
    clock: options.clock,
    onChange: options.onChange,
  });
}

function documentsOf<Row>({ db, collection }: Model<Row>): Collection<InventoryDocument> {
  return db.collection(collection.collectionName);
}

function createSupplier<Line>(inventory: InventoryKind<Line>): Supplier<Line> {
  const { documents, claimsOf, clock, onChange } = inventory;
  return {
    async hold(reservationId, lines, deadline) {
      // The same order in all bookings: two trips that need the same last rooms never end with half of them each.
      const claims = claimsOf(lines).toSorted((a, b) => (a.documentId < b.documentId ? -1 : 1));
      for (const claim of claims) {
        const outcome = await holdOne(inventory, reservationId, claim, deadline);
        if (outcome.outcome !== 'held') return outcome;
      }
      return { outcome: 'held' };
    },

    async confirm(reservationId, lines) {
      const claims = claimsOf(lines);
      if (claims.length === 0) return;
      const confirmed = claims.map((claim) => {
        const hold = `holds.${holdKey(reservationId, claim.lineId)}`;
        const filter = { _id: claim.documentId, [`${hold}.state`]: 'held' };
        return { updateOne: { filter, update: { $set: { [`${hold}.state`]: 'booked' } } } };
      });
      const { matchedCount } = await documents.bulkWrite(confirmed);
      if (matchedCount < claims.length) await assertBooked(documents, reservationId, claims);
    },

    async release(reservationId, lines, deadline) {
      const now = clock();
      const writes = claimsOf(lines).flatMap((claim) =>
        releaseWrites(inventory, holdKey(reservationId, claim.lineId), claim, deadline, now),
      );
      if (writes.length === 0) return;
      const { modifiedCount } = await documents.bulkWrite(writes, { ordered: true });
      if (modifiedCount > 0) onChange();
      await limitTombstones(inventory, lines);
    },
  };
}

async function holdOne<Line>(
  { documents, changed, clock, onChange }: InventoryKind<Line>,
  reservationId: string,
  { documentId, lineId, counters, count, details }: Claim,
  deadline: Date,
): Promise<HoldOutcome> {
  const key = holdKey(reservationId, lineId);
  const now = clock();
  const inTime = now < deadline;
  if (inTime) {
    const { $inc, $set } = changed(now);
    const { matchedCount } = await documents.updateOne(
      {
        _id: documentId,
        [`holds.${key}`]: { $exists: false },
        'tombstones.key': { $ne: key },
        // Also true without the field.
        refusedDeadline: { $not: { $gte: deadline } },
        ...Object.fromEntries(counters.map((counter) => [counter, { $gte: count }])),
      },
      {
        $inc: { ...$inc, ...Object.fromEntries(counters.map((counter) => [counter, -count])) },
        $set: { ...$set, [`holds.${key}`]: { ...details, state: 'held', count, deadline } },
        $pull: expiredTombstones(now),
      },
    );
    if (matchedCount === 1) {
      onChange();
      return { outcome: 'held' };
    }
  }
  const found = await documents.findOne<Partial<HoldBook>>(
    { _id: documentId },
    { projection: { [`holds.${key}`]: 1, tombstones: 1, refusedDeadline: 1 } },
  );
  if (found?.holds?.[key] !== undefined) return { outcome: 'held' };
  const released =
    (found?.refusedDeadline ?? never) >= deadline ||
    (found?.tombstones?.some((tombstone) => tombstone.key === key) ?? false);
  return inTime && !released ? { outcome: 'sold_out', lineId } : { outcome: 'too_late' };
}

/**
 * The writes that release a claim, in this order: a tombstone where no hold exists, then the release of the hold. In
 * reverse, a hold that arrives between the two writes would stay.
 *
 * The first write deletes expired tombstones, because a sold-out document takes no hold that would. It is a write of its
 * own: `$pull` and `$push` on the same array are a conflict in one update.
 */
function releaseWrites<Line>(
  { changed }: InventoryKind<Line>,
  key: string,
  { documentId, counters, count }: Claim,
  deadline: Date,
  now: Date,
) {
  const until = new Date(deadline.getTime() + holdGraceMs);
  const tombstone = until > now ? { $push: { tombstones: { key, until } } } : {};
  const { $inc, $set } = changed(now);
  const giveBack = {
    filter: { _id: documentId, [`holds.${key}`]: { $exists: true } },
    update: {
      ...tombstone,
      $inc: { ...$inc, ...Object.fromEntries(counters.map((counter) => [counter, count])) },
      $unset: { [`holds.${key}`]: true as const },
      ...($set === undefined ? {} : { $set }),
    },
  };
  const refuse = {
    filter: { _id: documentId, [`holds.${key}`]: { $exists: false }, 'tombstones.key': { $ne: key } },
    update: tombstone,
  };
  const prune = {
    filter: { _id: documentId, 'tombstones.until': { $lt: now } },
    update: { $pull: expiredTombstones(now) },
  };
  // After the grace period no hold can arrive: no tombstone is needed.
  const writes = until > now ? [prune, refuse, giveBack] : [prune, giveBack];
  return writes.map((updateOne) => ({ updateOne }));
}

/**
 * Deletes the older half of a document's tombstones if there are too many, and refuses all holds with a deadline as early as
 * theirs: a hold that arrives after its release is refused as before. Bookings that began earlier and have no hold yet fail.
 */
async function limitTombstones<Line>(
  { documents, claimsOf }: InventoryKind<Line>,
  lines: readonly Line[],
): Promise<void> {
  const ids = [...new Set(claimsOf(lines).map(({ documentId }) => documentId))];
  const full = await documents
    .find<{ _id: string; tombstones: Tombstone[] }>(
      { _id: { $in: ids }, [`tombstones.${maxTombstones}`]: { $exists: true } },
      { projection: { tombstones: 1 } },
    )
    .toArray();
  for (const { _id, tombstones } of full) {
    const untils = tombstones.map(({ until }) => until.getTime()).toSorted((a, b) => a - b);
    const lastMs = untils[Math.floor(untils.length / 2)] ?? 0;
    await documents.updateOne(
      { _id },
      {
        $pull: { tombstones: { until: { $lte: new Date(lastMs) } } },
        $max: { refusedDeadline: new Date(lastMs - holdGraceMs) },
      },
    );
  }
}

function expiredTombstones(now: Date) {
  return { tombstones: { until: { $lt: now } } };
}

/** @throws Error for a claim without a hold: the saga confirms only its holds */
async function assertBooked(
  documents: Collection<InventoryDocument>,
  reservationId: string,
  claims: readonly Claim[],
): Promise<void> {
  const holds = claims.map(({ lineId }) => [`holds.${holdKey(reservationId, lineId)}`, 1] as const);
  const found = await documents
    .find<{ _id: string; holds?: Record<string, Hold> }>(
      { _id: { $in: [...new Set(claims.map(({ documentId }) => documentId))] } },
      { projection: Object.fromEntries(holds) },
    )
    .toArray();
  const byId = new Map(found.map((document) => [document._id, document.holds ?? {}]));
  for (const { documentId, lineId } of claims) {
    if (byId.get(documentId)?.[holdKey(reservationId, lineId)]?.state !== 'booked') {
      throw new Error(`${documentId}: expected a hold of ${lineId} for ${reservationId}, found none`);
    }
  }
}
