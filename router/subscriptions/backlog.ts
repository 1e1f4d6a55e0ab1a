import type { WakeUp } from '../../platform/events/cloud-event.ts';

/** What to get next: an entity at one version, or, with null, as it stands. */
export interface BacklogItem {
  id: string;
  version: number | null;
}

/** What to do with an entity as it stands: send it, get what lies before it first, or nothing: it is known. */
export type GapCheck = 'send' | 'fill' | 'known';

/** What one subscriber has not been sent yet: for each entity a range of versions, however many calls it came in. */
export interface Backlog {
  /** @returns false where there are too many entities to keep count of */
  notified(wakeUp: WakeUp): boolean;
  /** Calls may have been missed: all entities that are known are to be looked at. */
  recheck(): void;
  /** What to get next; one of the methods below must say what came of it. */
  next(): BacklogItem | null;
  /** It could not be had: it is to be got again. */
  failed(step: BacklogItem): void;
  /** That version went out. */
  sent(id: string, version: number): void;
  /** The entity stands at that version: says what to do with it. Where it is to be sent, `sent` follows. */
  checkGap(id: string, version: number): GapCheck;
  /** The version asked for is kept no longer: the entity as it stands will have to do. */
  versionUnavailable(id: string): void;
  /** There is nothing to see of that entity. */
  forget(id: string): void;
}

interface Entry {
  /** The last version sent; null where none was. */
  sent: number | null;
  /** The first and the highest version that a call was for. */
  first: number;
  highest: number;
  /** Whether it is to be looked at as it stands, and whether versions in between are beyond reach. */
  look: boolean;
  skip: boolean;
}

/**
 * @param entity the one entity that is watched, and to be looked at first; null to take them as they come
 * @param limit the most entities to keep count of
 */
export function createBacklog(entity: string | null, limit = 1_000): Backlog {
  // In the order in which it is their turn; those with nothing to do are kept for the version they are at.
  const entries = new Map<string, Entry>();
  if (entity !== null) entries.set(entity, { sent: null, first: 0, highest: 0, look: true, skip: false });

  function isIdle({ sent, highest, look }: Entry): boolean {
    return !look && sent !== null && highest <= sent;
  }

  function makeRoom(): boolean {
    if (entries.size < limit) return true;
    for (const [id, entry] of entries) {
      if (isIdle(entry)) return entries.delete(id);
    }
    return false;
  }

  function toTheEnd(id: string, entry: Entry): void {
    entries.delete(id);
    entries.set(id, entry);
  }

  return {
    notified({ id, version }) {
      if (entity !== null && id !== entity) return true;
      const entry = entries.get(id);
      if (entry !== undefined) {
        entry.first = entry.sent === null ? Math.min(entry.first, version) : entry.first;
        entry.highest = Math.max(entry.highest, version);
        return true;
      }
      if (!makeRoom()) return false;
      entries.set(id, { sent: null, first: version, highest: version, look: false, skip: false });
      return true;
    },
    recheck() {
      for (const entry of entries.values()) entry.look = true;
    },
    next() {
      for (const [id, entry] of entries) {
        // What a call said is there to be had; a look comes after, and sees whether there is more.
        const from = entry.sent === null ? entry.first : entry.sent + 1;
        const versioned = entry.sent !== null || entity === null;
        if (!entry.skip && versioned && entry.highest >= from) return { id, version: from };
        if (entry.look || entry.skip) {
          // Whatever happens from here on may come too late for this look.
          entry.look = false;
          return { id, version: null };
        }
      }
      return null;
    },
    failed({ id, version }) {
      const entry = entries.get(id);
      if (entry !== undefined && version === null) entry.look = true;
    },
    sent(id, version) {
      const entry = entries.get(id);
      if (entry === undefined) return;
      entry.sent = version;
      entry.skip = false;
      toTheEnd(id, entry);
    },
    checkGap(id, version) {
      const entry = entries.get(id);
      if (entry === undefined) return 'known';
      const { sent, skip } = entry;
      entry.skip = false;
      if (sent === null || (skip && version > sent)) return 'send';
      if (version <= sent) {
        // A call for more than there is names what is gone for good.
        if (skip) entry.highest = Math.min(entry.highest, sent);
        return 'known';
      }
      if (version === sent + 1) return 'send';
      entry.highest = Math.max(entry.highest, version);
      return 'fill';
    },
    versionUnavailable(id) {
      const entry = entries.get(id);
      if (entry !== undefined) entry.skip = true;
    },
    forget(id) {
      entries.delete(id);
    },
  };
}
