import type DataLoader from 'dataloader';
import type { Collection } from 'mongoose';
import { badUserInput } from '../errors.ts';
import { parseId } from '../id-input.ts';
import type { IdForm } from '../ids.ts';
import { loaderByKey } from '../loaders.ts';
import type { OutboxEntry } from './cloud-event.ts';
import type { EventLog } from './event-log.ts';

/** `<id>@<version>`, or `<id>` with a null version for the current state. */
export interface SnapshotKey {
  id: string;
  version: number | null;
}

/** Also the id of the event that published the version. */
export function snapshotKey(id: string, version: number): string {
  return `${id}@${version}`;
}

/** @throws GraphQLError BAD_USER_INPUT unless the text is `<id>` or `<id>@<version>` */
function parseSnapshotKey(form: IdForm, value: string): SnapshotKey {
  const [id = '', version, ...rest] = value.split('@');
  if (rest.length > 0 || (version !== undefined && !/^[1-9]\d{0,14}$/.test(version))) {
    throw badUserInput('snapshot', '<id> or <id>@<version>', value);
  }
  return { id: parseId(form, id), version: version === undefined ? null : Number(version) };
}

/** @throws GraphQLError BAD_USER_INPUT for an invalid key */
export function keyOfReference(form: IdForm, reference: { id: string } | { snapshot: string }): SnapshotKey {
  return parseSnapshotKey(form, 'snapshot' in reference ? reference.snapshot : reference.id);
}

/** The loaders of one request. */
export interface SnapshotLoaders<Snapshot> {
  /** Current states, by id. */
  live: DataLoader<string, Snapshot | null>;
  /** Earlier states by snapshot key: from the event log while it keeps them, or from the outbox before. */
  published: DataLoader<string, Snapshot | null>;
}

/**
 * @param options.live reads current states, in any order
 * @param options.waiting reads the states in the outboxes of these entities. A subscription may reach a version before the
 * relay does
 */
export function createSnapshotLoaders<Snapshot extends { version: number }>(options: {
  live: (ids: readonly string[]) => Promise<readonly Snapshot[]>;
  waiting?: (ids: readonly string[]) => Promise<readonly Snapshot[]>;
  events: EventLog;
  idOf: (snapshot: Snapshot) => string;
}): SnapshotLoaders<Snapshot> {
  const { live, events, idOf, waiting = () => Promise.resolve([]) } = options;
  return {
    live: loaderByKey(live, idOf),
    published: loaderByKey(
      async (keys) => {
        const logged = await events.snapshots(keys);
        const missing = keys.filter((key) => !logged.has(key)).map(idOfKey);
        const snapshots = Array.from(logged.values(), ({ data }) => data as Snapshot);
        return missing.length === 0 ? snapshots : [...snapshots, ...(await waiting([...new Set(missing)]))];
      },
      (snapshot) => snapshotKey(idOf(snapshot), snapshot.version),
    ),
  };
}

const idOfKey = (key: string) => key.slice(0, key.lastIndexOf('@'));

/** Reads the states in the outboxes of entities, which the relay has not moved to the event log yet. */
export function outboxSnapshots<Snapshot>({
  collection,
}: {
  collection: Collection;
}): (ids: readonly string[]) => Promise<Snapshot[]> {
  return async (ids) => {
    const rows = await collection
      .find<{ outbox: OutboxEntry<Snapshot>[] }>(
        { _id: { $in: ids } as never },
        { projection: { outbox: 1 } },
      )
      .toArray();
    return rows.flatMap(({ outbox }) => outbox.map(({ data }) => data));
  };
}

/**
 * Loads an entity's current state, or one version; null if it does not exist.
 * @param isPublished false if the current state has changes that its version lacks. The version then comes from the
 * event log, if it has one
 */
export async function loadSnapshot<Snapshot extends { version: number }>(
  { live, published }: SnapshotLoaders<Snapshot>,
  { id, version }: SnapshotKey,
  isPublished: (snapshot: Snapshot) => boolean = () => true,
): Promise<Snapshot | null> {
  const current = await live.load(id);
  if (version === null) return current;
  const isCurrent = current?.version === version;
  if (isCurrent && isPublished(current)) return current;
  return (await published.load(snapshotKey(id, version))) ?? (isCurrent ? current : null);
}
