import type DataLoader from 'dataloader';
import { badUserInput } from '../errors.ts';
import { parseId } from '../id-input.ts';
import type { IdForm } from '../ids.ts';
import { loaderByKey } from '../loaders.ts';
import type { EventLog } from './event-log.ts';

/** An entity at one version, or, where the version is null, as it stands. Its text is `<id>@<version>` or `<id>`. */
export interface SnapshotKey {
  id: string;
  version: number | null;
}

/** The text of a snapshot key, which is also the id of the event that published the version. */
export function snapshotKey(id: string, version: number): string {
  return `${id}@${version}`;
}

/**
 * Reads `<id>` or `<id>@<version>`.
 * @throws GraphQLError BAD_USER_INPUT for any other text
 */
function parseSnapshotKey(form: IdForm, value: string): SnapshotKey {
  const [id = '', version, ...rest] = value.split('@');
  if (rest.length > 0 || (version !== undefined && !/^[1-9]\d{0,14}$/.test(version))) {
    throw badUserInput('snapshot', '<id> or <id>@<version>', value);
  }
  return { id: parseId(form, id), version: version === undefined ? null : Number(version) };
}

/**
 * The snapshot key in a representation, whose entity has the keys `id` and `snapshot`.
 * @throws GraphQLError BAD_USER_INPUT where it has not the form of one
 */
export function keyOfReference(form: IdForm, reference: { id: string } | { snapshot: string }): SnapshotKey {
  return parseSnapshotKey(form, 'snapshot' in reference ? reference.snapshot : reference.id);
}

/** The loaders of a versioned entity, for one request. */
export interface SnapshotLoaders<Snapshot> {
  /** Entities as they stand, by id. */
  live: DataLoader<string, Snapshot | null>;
  /** Entities as they were published, by `<id>@<version>`, for as long as the event log keeps them. */
  published: DataLoader<string, Snapshot | null>;
}

/** @param live reads entities as they stand, in any order */
export function createSnapshotLoaders<Snapshot extends { version: number }>(options: {
  live: (ids: readonly string[]) => Promise<readonly Snapshot[]>;
  events: EventLog;
  idOf: (snapshot: Snapshot) => string;
}): SnapshotLoaders<Snapshot> {
  const { live, events, idOf } = options;
  return {
    live: loaderByKey(live, idOf),
    published: loaderByKey(
      async (keys) => Array.from((await events.snapshots(keys)).values(), ({ data }) => data as Snapshot),
      (snapshot) => snapshotKey(idOf(snapshot), snapshot.version),
    ),
  };
}

/**
 * An entity as it stands, or at one version; null where there is none.
 * @param isPublished false where the live entity has changes that its version does not have yet: the version is then
 * read from the event log, which has no event of an entity that was never published
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
