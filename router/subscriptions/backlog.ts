import type { EntityNotification } from '../../platform/events/cloud-event.ts';

/** A version to fetch; null for the current state. */
export interface BacklogItem {
  id: string;
  version: number | null;
}

/** For a current state: send it, fetch the versions before it first, or skip it as already sent. */
export type GapCheck = 'deliver' | 'backfill' | 'duplicate';

/** The versions that a subscriber has not received yet, as a range per entity. */
export interface Backlog {
  /** @returns false if there are too many entities to track */
  notified(notification: EntityNotification): boolean;
  /** Checks every known entity's current state: notifications may have been missed. */
  recheck(): void;
  /** The caller reports the result by a method below. */
  next(): BacklogItem | null;
  /** The fetch must be repeated. */
  failed(item: BacklogItem): void;
  sent(id: string, version: number): void;
  /** After `deliver`, the caller reports `sent`. */
  checkGap(id: string, version: number): GapCheck;
  /** The version is no longer stored: the current state takes its place. */
  versionUnavailable(id: string): void;
  /** The entity does not exist, or the caller may not see it. */
  forget(id: string): void;
}

interface Entry {
  /** Null before the first. */
  sent: number | null;
  /** The notified versions range from `first` to `highest`. */
  first: number;
  highest: number;
  recheck: boolean;
  /** Versions between are no longer stored: the current state is sent without them. */
  skipsGap: boolean;
}

/** In the order of their turns. An entry without work stays, for the version that it has reached. */
interface State {
  entity: string | null;
  maxEntities: number;
  entries: Map<string, Entry>;
}

/**
 * @param entity comes first with its current state; null to take every notified entity
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
      // Moves the entry to the end of the queue.
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
    // Notified versions first: the check of the current state then finds any others.
    const from = entry.sent === null ? entry.first : entry.sent + 1;
    const versioned = entry.sent !== null || entity === null;
    if (!entry.skipsGap && versioned && entry.highest >= from) return { id, version: from };
    if (entry.recheck || entry.skipsGap) {
      // Before the fetch: it may miss a later change, which needs another check.
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
    // Notified versions beyond the current version are lost.
    if (skipsGap) entry.highest = Math.min(entry.highest, sent);
    return 'duplicate';
  }
  if (version === sent + 1) return 'deliver';
  entry.highest = Math.max(entry.highest, version);
  return 'backfill';
}
