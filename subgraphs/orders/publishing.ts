import type { Service } from '../../platform/lifecycle.ts';

/** Placeholder until the relay is there: nothing is published yet. */
export function connectEvents(_options: unknown, _started: Service[]) {
  return Promise.resolve({
    notify: () => undefined,
    log: { snapshots: (_ids: readonly string[]) => Promise.resolve(new Map<string, { data: unknown }>()) },
  });
}
