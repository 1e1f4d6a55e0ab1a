import type { Clock } from '../../platform/clock.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import { createPollingLoop } from '../../platform/resilience/polling-loop.ts';
import type { SupergraphMetrics } from './metrics.ts';
import { hashOf, reasonOf } from './source.ts';
import type { SupergraphSource } from './source.ts';
import { readSupergraph } from './supergraph-document.ts';
import type { SupergraphDocument } from './supergraph-document.ts';

export interface WatcherOptions {
  source: SupergraphSource;
  /** The text of the supergraph that is served already. */
  text: string;
  /** Serves another supergraph. If it rejects, the previous supergraph is still served. */
  update: (supergraph: SupergraphDocument) => Promise<void>;
  logger: Logger;
  metrics: SupergraphMetrics;
  clock: Clock;
}

export interface SupergraphWatcher extends Service {
  /** Reads the supergraph now, and serves it if it is new. Never rejects: errors are logged. */
  reload: () => Promise<void>;
}

/** Characters of a refusal's reason in the log. */
const maxReasonLength = 1_000;

interface State extends WatcherOptions {
  closing: AbortController;
  /** Hash of the supergraph that is served. */
  running: string;
  /** Hash of the last text that was examined, whether it was loaded or refused. */
  examined: string;
  /** The reason of the outage that was logged last; null while the source is available. */
  outage: string | null;
  /** The last read; the next read waits for it. */
  lastRead: Promise<void>;
}

/**
 * Serves each new supergraph of the source. While the source is invalid or unavailable, the previous supergraph stays, and
 * the reason is logged once.
 */
export function watchSupergraph(options: WatcherOptions): SupergraphWatcher {
  const { source, metrics, clock } = options;
  const logger = options.logger.child({ [source.setting]: source.address });
  const running = hashOf(options.text);
  const closing = new AbortController();
  const state: State = {
    ...{ ...options, logger, running, closing },
    examined: running,
    outage: null,
    lastRead: Promise.resolve(),
  };
  metrics.serving(running, clock());
  const loop = createPollingLoop({
    run: () => enqueue(state, () => source.readIfChanged(closing.signal)),
    intervalMs: source.pollMs,
    firstRun: 'after-interval',
    onError(error) {
      logger.error({ err: error }, 'supergraph poll failed');
    },
  });
  return {
    reload() {
      logger.info({ running: state.running }, 'supergraph reload requested');
      return enqueue(state, () => source.read(closing.signal));
    },
    async close() {
      closing.abort();
      await loop.close();
      await state.lastRead;
    },
  };
}

function enqueue(state: State, read: () => Promise<string | null>): Promise<void> {
  state.lastRead = state.lastRead.then(() =>
    state.closing.signal.aborted ? undefined : readAndServe(state, read),
  );
  return state.lastRead;
}

async function readAndServe(state: State, read: () => Promise<string | null>): Promise<void> {
  const { logger, metrics, running } = state;
  let text: string | null;
  try {
    text = await read();
  } catch (error) {
    const reason = reasonOf(error);
    if (state.closing.signal.aborted || reason === state.outage) return;
    state.outage = reason;
    metrics.reload('unavailable');
    logger.error({ reason, running }, 'supergraph unavailable, previous supergraph stays');
    return;
  }
  if (text === null) return;
  if (state.outage !== null) logger.info({ running }, 'supergraph available again');
  state.outage = null;
  await serve(state, text);
}

async function serve(state: State, text: string): Promise<void> {
  const { logger, metrics, clock, running } = state;
  const hash = hashOf(text);
  if (hash === state.examined) return;
  state.examined = hash;
  if (hash === running) {
    logger.info({ running }, 'supergraph restored to the running version');
    return;
  }
  try {
    const supergraph = readSupergraph(text);
    await state.update(supergraph);
    state.running = hash;
    metrics.serving(hash, clock());
    metrics.reload('loaded');
    logger.info({ running: hash, before: running }, 'supergraph loaded');
  } catch (error) {
    metrics.reload('refused');
    const reason = reasonOf(error).slice(0, maxReasonLength);
    logger.error({ reason, refused: hash, running }, 'supergraph refused, previous supergraph stays');
  }
}
