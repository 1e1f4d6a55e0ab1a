import { describe, expect, it } from 'vitest';
import type { EventLog } from './event-log.ts';
import { createSnapshotLoaders, loadSnapshot } from './snapshots.ts';

interface Snapshot {
  id: string;
  version: number;
}

const current = { id: 'a', version: 4 };
const emptyLog: EventLog = { snapshots: () => Promise.resolve(new Map()) };

function loadersWith(waiting: Snapshot[]) {
  const asked: (readonly string[])[] = [];
  const loaders = createSnapshotLoaders<Snapshot>({
    live: () => Promise.resolve([current]),
    events: emptyLog,
    idOf: ({ id }) => id,
    waiting(ids) {
      asked.push(ids);
      return Promise.resolve(waiting);
    },
  });
  return { asked, loaders };
}

describe('loadSnapshot', () => {
  it('loads a version from the outbox while the event log lacks it', async () => {
    const { asked, loaders } = loadersWith([
      { id: 'a', version: 2 },
      { id: 'a', version: 3 },
    ]);
    const versions = [3, 2].map((version) => loadSnapshot(loaders, { id: 'a', version }));
    expect(await Promise.all(versions)).toEqual([
      { id: 'a', version: 3 },
      { id: 'a', version: 2 },
    ]);
    expect(asked).toEqual([['a']]);
  });

  it('has no version that neither the outbox nor the event log has', async () => {
    const { loaders } = loadersWith([]);
    expect(await loadSnapshot(loaders, { id: 'a', version: 3 })).toBeNull();
  });

  it('does not read the outbox for the current state', async () => {
    const { asked, loaders } = loadersWith([]);
    expect(await loadSnapshot(loaders, { id: 'a', version: 4 })).toEqual(current);
    expect(asked).toEqual([]);
  });
});
