import { appendFile, mkdir, mkdtemp, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../../platform/clock.ts';
import { createLogger } from '../../../../platform/log.ts';
import { createMetrics } from '../../../../platform/metrics.ts';
import { createFileSource } from '../../../../router/supergraph/file-source.ts';
import { createSupergraphMetrics } from '../../../../router/supergraph/metrics.ts';
import { watchSupergraph } from '../../../../router/supergraph/watcher.ts';
import { loadInitialSupergraph } from '../../../../router/supergraph/source.ts';
import { logEntries, reloadCounts, replaceFile, reloadTimeout } from '../../../kit/supergraph.ts';

const pollMs = 20;
const graph = (name: string) => `type ${name} { a: Int }\n`;

/** Watches a file and collects the texts that the router would load. */
async function follow(path: string) {
  const logs: string[] = [];
  const logger = createLogger('router', 'info', { write: (line) => logs.push(line) });
  const registry = createMetrics('router');
  const source = createFileSource(path, pollMs);
  const looks = vi.spyOn(source, 'readIfChanged');
  const served: string[] = [];
  const { text } = await loadInitialSupergraph(source, { logger });
  const following = watchSupergraph({
    ...{ source, text, logger },
    clock: systemClock,
    metrics: createSupergraphMetrics(registry),
    update(supergraph) {
      const name = /type (\w+)/.exec(supergraph.sdl)?.[1] ?? '';
      if (name === 'Unfit') return Promise.reject(new Error('it is unfit'));
      served.push(name);
      return Promise.resolve();
    },
  });
  return {
    ...{ logs, served, looks },
    metrics: () => registry.metrics(),
    reload: following.reload,
    close: () => following.close(),
    untilServed: (name: string) =>
      vi.waitFor(() => {
        expect(served.at(-1)).toBe(name);
      }, reloadTimeout),
    /** All earlier file events have been handled by now. */
    async looked() {
      const before = looks.mock.calls.length;
      await vi.waitFor(() => {
        expect(looks.mock.calls.length).toBeGreaterThan(before + 3);
      }, reloadTimeout);
    },
  };
}

describe('supergraph file', () => {
  let folder: string;
  let path: string;
  let following: Awaited<ReturnType<typeof follow>>;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wayfare-reload-'));
    path = join(folder, 'supergraph.graphql');
    await writeFile(path, graph('First'));
    following = await follow(path);
  });
  afterEach(async () => {
    await following.close();
    await rm(folder, { recursive: true });
  });

  it('reloads after a write in place', async () => {
    await writeFile(path, graph('Second'));
    await following.untilServed('Second');
    await writeFile(path, graph('Third'));
    await following.untilServed('Third');
    expect(following.served).toEqual(['Second', 'Third']);
  });

  it('reloads after repeated renames over it', async () => {
    for (const name of ['Second', 'Third', 'Fourth']) {
      await replaceFile(path, graph(name));
      await following.untilServed(name);
    }
  });

  it('reloads after an editor’s backup and rewrite', async () => {
    await rename(path, `${path}~`);
    await writeFile(path, graph('Second'));
    await following.untilServed('Second');
  });

  it('reloads after a Kubernetes ConfigMap symlink swap', async () => {
    const mounted = join(folder, 'config');
    const file = join(mounted, 'supergraph.graphql');
    const swap = async (version: string, text: string) => {
      await mkdir(join(mounted, version), { recursive: true });
      await writeFile(join(mounted, version, 'supergraph.graphql'), text);
      await symlink(version, join(mounted, '..data_tmp'));
      await rename(join(mounted, '..data_tmp'), join(mounted, '..data'));
    };
    await swap('..1', graph('First'));
    await symlink(join('..data', 'supergraph.graphql'), file);
    const mount = await follow(file);

    await swap('..2', graph('Second'));
    await mount.untilServed('Second');
    await swap('..3', graph('Third'));
    await mount.untilServed('Third');
    await mount.close();
  });

  it('reloads after a parent symlink change', async () => {
    const current = join(folder, 'current', 'supergraph.graphql');
    const release = async (name: string) => {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'supergraph.graphql'), graph(name));
      await symlink(name, join(folder, 'next'));
      await rename(join(folder, 'next'), dirname(current));
    };
    await release('First');
    const deployed = await follow(current);

    await release('Second');
    await deployed.untilServed('Second');
    await deployed.close();
  });

  it('a partial write is not loaded', async () => {
    const { signal } = new AbortController();
    const source = createFileSource(path);
    await source.read(signal);
    await writeFile(path, '');
    expect(await source.readIfChanged(signal)).toBeNull();
    for (const part of ['Second', 'Third', 'Fourth']) {
      await appendFile(path, graph(part));
      expect(await source.readIfChanged(signal)).toBeNull();
    }

    expect(await source.readIfChanged(signal)).toBe(['Second', 'Third', 'Fourth'].map(graph).join(''));
    expect(await source.readIfChanged(signal)).toBeNull();
  });

  it('unchanged and already refused texts cause no reload', async () => {
    await replaceFile(path, graph('First'));
    await following.looked();
    await utimes(path, 1, 1);
    await following.looked();
    for (let time = 1; time <= 2; time += 1) {
      await replaceFile(path, graph('Unfit'));
      await following.looked();
    }
    await following.reload();

    expect(following.served).toEqual([]);
    expect(logEntries(following, 'supergraph refused')).toMatchObject([
      { level: 'error', reason: 'it is unfit' },
    ]);
    expect(await reloadCounts(following)).toEqual({ loaded: 0, refused: 1, unavailable: 0 });

    await replaceFile(path, graph('First'));
    await vi.waitFor(() => {
      expect(logEntries(following, 'supergraph restored to the running version')).toHaveLength(1);
    }, reloadTimeout);
    expect(following.served).toEqual([]);
    await replaceFile(path, graph('Unfit'));
    await vi.waitFor(() => {
      expect(logEntries(following, 'supergraph refused')).toHaveLength(2);
    }, reloadTimeout);
  });

  it('deletion is logged once; a restored file is loaded', async () => {
    await rm(path);
    await vi.waitFor(() => {
      expect(logEntries(following, 'supergraph unavailable')).toHaveLength(1);
    }, reloadTimeout);
    await following.looked();
    expect(logEntries(following, 'supergraph unavailable')).toMatchObject([
      { reason: `cannot read ${path} (ENOENT)` },
    ]);
    expect(await reloadCounts(following)).toEqual({ loaded: 0, refused: 0, unavailable: 1 });

    await writeFile(path, graph('First'));
    await vi.waitFor(() => {
      expect(logEntries(following, 'supergraph available again')).toHaveLength(1);
    }, reloadTimeout);
    expect(following.served).toEqual([]);
    await writeFile(path, graph('Second'));
    await following.untilServed('Second');
  });

  it('a directory in its place is logged once', async () => {
    await rm(path);
    await mkdir(path);
    await vi.waitFor(() => {
      expect(logEntries(following, 'EISDIR')).toHaveLength(1);
    }, reloadTimeout);
    await following.looked();
    expect(logEntries(following, 'EISDIR')).toHaveLength(1);
    await rm(path, { recursive: true });
    await writeFile(path, graph('Second'));
    await following.untilServed('Second');
  });

  it('an explicit refresh reads it at once', async () => {
    following.looks.mockResolvedValue(null);
    await writeFile(path, graph('Second'));
    await following.reload();

    expect(following.served).toEqual(['Second']);
  });

  it('a closed source stops watching', async () => {
    await following.close();
    const looks = following.looks.mock.calls.length;
    await writeFile(path, graph('Second'));
    const other = await follow(path);
    await other.looked();
    await other.close();

    expect(following.looks.mock.calls.length).toBe(looks);
    expect(following.served).toEqual([]);
  });
});
