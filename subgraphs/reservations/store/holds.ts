import { Schema } from 'mongoose';

/** What one line of one reservation holds of an inventory document. */
export interface Hold {
  /** A hold turns booked when its trip is paid. A released hold is gone: `tombstones` remembers it for a while. */
  state: 'held' | 'booked';
  /** Rooms or seats. */
  count: number;
  /** Until when it was asked for. It stays until the saga confirms or releases it. */
  deadline: Date;
}

/** Refuses a hold that comes after its release. */
export interface Tombstone {
  /** As in `holds`. */
  key: string;
  /** When no hold can come any more, and the tombstone may go. */
  until: Date;
}

/** What inventory documents keep besides what is free. Never fetched by reads. */
export interface HoldBook<HoldKind extends Hold = Hold> {
  /** By `holdKey`. */
  holds: Record<string, HoldKind>;
  tombstones: Tombstone[];
}

/** Names what a line of a reservation holds: `<reservationId>:<lineId>`. */
export function holdKey(reservationId: string, lineId: string): string {
  return `${reservationId}:${lineId}`;
}

/** The schema fields of a `HoldBook`. */
export const holdBookFields = {
  holds: { type: Schema.Types.Mixed, default: () => ({}) },
  tombstones: {
    type: [new Schema<Tombstone>({ key: String, until: Date }, { _id: false })],
    default: () => [],
  },
};

/** Leaves the hold book out of a read: it grows with the bookings. */
export const withoutHolds = { holds: 0, tombstones: 0 } as const;
