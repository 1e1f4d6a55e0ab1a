import { Schema } from 'mongoose';

/** The hold of a reservation's line on an inventory document. */
export interface Hold {
  /** `booked` once the trip is paid. A released hold is deleted and leaves a tombstone. */
  state: 'held' | 'booked';
  /** Rooms or seats. */
  count: number;
  /** No hold is taken after it. A hold stays beyond it until the saga confirms or releases it. */
  deadline: Date;
}

/** Refuses a hold that arrives after its release. */
export interface Tombstone {
  /** A `holdKey`. */
  key: string;
  /** When the tombstone may be deleted: no hold can arrive any more. */
  until: Date;
}

/** The holds and tombstones of an inventory document. Catalogue reads never fetch them. */
export interface HoldBook<HoldKind extends Hold = Hold> {
  /** By `holdKey`. */
  holds: Record<string, HoldKind>;
  /** Releases and holds delete expired ones: about 90 bytes for each release of the last 25 minutes remain, at most 1,000. */
  tombstones: Tombstone[];
  /** Holds with this deadline or an earlier one are refused: their tombstones were deleted, because there were too many. */
  refusedDeadline?: Date;
}

/** `<reservationId>:<lineId>`. */
export function holdKey(reservationId: string, lineId: string): string {
  return `${reservationId}:${lineId}`;
}

/** The Mongoose fields of a `HoldBook`. */
export const holdBookFields = {
  holds: { type: Schema.Types.Mixed, default: () => ({}) },
  tombstones: {
    type: [new Schema<Tombstone>({ key: String, until: Date }, { _id: false })],
    default: () => [],
  },
  refusedDeadline: Date,
};

/** A projection without the `HoldBook`, which grows with the bookings. */
export const withoutHolds = { holds: 0, tombstones: 0, refusedDeadline: 0 } as const;
