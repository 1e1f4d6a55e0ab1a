import type { EntityNotification } from '../../platform/events/cloud-event.ts';

/** The next state to fetch: an entity at a version, or its current state if the version is null. */
export interface BacklogItem {
  id: string;
  version: number | null;
}

/** Decision on a current state: send it, fetch the versions before it first, or skip it because it was sent. */
export type GapCheck = 'deliver' | 'backfill' | 'duplicate';

/** The versions that a subscriber has not received yet, as a range per entity. */
export interface Backlog {
  /** @returns false if there are too many entities to track */
  notified(notification: EntityNotification): boolean;
  /** Notifications may have been missed: every known entity's current state is to be checked. */
  recheck(): void;
  /** The next item to fetch. The caller reports its result by a method below. */
  next(): BacklogItem | null;
  /** The fetch failed: it is to be repeated. */
  failed(item: BacklogItem): void;
  sent(id: string, version: number): void;
  /** Decides on a current state. After `deliver`, the caller reports `sent`. */
  checkGap(id: string, version: number): GapCheck;
  /** The requested version is no longer stored: the current state takes its place. */
  versionUnavailable(id: string): void;
  /** The entity does not exist, or the caller may not see it. */
  forget(id: string): void;
}

interface Entry {
  /** The last version sent; null before the first. */
  sent: number | null;
  /** The lowest and the highest version that notifications named. */
  first: number;
  highest: number;
  /** The current state is to be checked. */
  recheck: boolean;
  /** Versions between are no longer stored: the current state is sent without them. */
  skipsGap: boolean;
}

/** Entries in the order of their turns. An entry without work stays, for the version that it has reached. */
interface State {
  entity: string | null;
  maxEntities: number;
  entries: Map<string, Entry>;
}

/**
 * @param entity the entity to watch, whose current state comes first; null to take every notified entity
 * @param maxEntities the most entities to track
 */
export function createBacklog(entity: string | null, maxEntities = 1_000): Backlog {
  const entries = new Map<string, Entry>();
  const state: State = { entity, maxEntities, entries };
  if (entity !== null) {
    entries.set(entity, { sent: null, first: 0, highest: 0, recheck: true, skipsGap: false });
  }
  return {
    notified: (notification) => addNotification(state, notification),
    recheck() {
      for (const entry of entries.values()) entry.recheck = true;
    },
    next: () => nextItem(state),
    failed({ id, version }) {
      const entry = entries.get(id);
      if (entry !== undefined && version === null) entry.recheck = true;
    },
    sent(id, version) {
      const entry = entries.get(id);
      if (entry === undefined) return;
      entry.sent = version;
      entry.skipsGap = false;
      // To the end of the queue.
      entries.delete(id);
      entries.set(id, entry);
    },
    checkGap(id, version) {
      const entry = entries.get(id);
      return entry === undefined ? 'duplicate' : checkGap(entry, version);
    },
    versionUnavailable(id) {
      const entry = entries.get(id);
      if (entry !== undefined) entry.skipsGap = true;
    },
    forget(id) {
      entries.delete(id);
    },
  };
}

function addNotification(state: State, { id, version }: EntityNotification): boolean {
  const { entity, entries } = state;
  if (entity !== null && id !== entity) return true;
  const entry = entries.get(id);
  if (entry !== undefined) {
    entry.first = entry.sent === null ? Math.min(entry.first, version) : entry.first;
    entry.highest = Math.max(entry.highest, version);
    return true;
  }
  if (!makeRoom(state)) return false;
  entries.set(id, { sent: null, first: version, highest: version, recheck: false, skipsGap: false });
  return true;
}

/** Drops the oldest entry without work if the backlog is full. */
function makeRoom({ entries, maxEntities }: State): boolean {
  if (entries.size < maxEntities) return true;
  for (const [id, { sent, highest, recheck }] of entries) {
    if (!recheck && sent !== null && highest <= sent) return entries.delete(id);
  }
  return false;
}

function nextItem({ entity, entries }: State): BacklogItem | null {
  for (const [id, entry] of entries) {
    // Notified versions first: the check of the current state then finds whether there are more.
    const from = entry.sent === null ? entry.first : entry.sent + 1;
    const versioned = entry.sent !== null || entity === null;
    if (!entry.skipsGap && versioned && entry.highest >= from) return { id, version: from };
    if (entry.recheck || entry.skipsGap) {
      // Reset before the fetch: a later change may come too late for it and needs another check.
      entry.recheck = false;
      return { id, version: null };
    }
  }
  return null;
}

function checkGap(entry: Entry, version: number): GapCheck {
  const { sent, skipsGap } = entry;
  entry.skipsGap = false;
  if (sent === null || (skipsGap && version > sent)) return 'deliver';
  if (version <= sent) {
    // A notification beyond the current version names versions that are lost for good.
    if (skipsGap) entry.highest = Math.min(entry.highest, sent);
    return 'duplicate';
  }
  if (version === sent + 1) return 'deliver';
  entry.highest = Math.max(entry.highest, version);
  return 'backfill';
}
