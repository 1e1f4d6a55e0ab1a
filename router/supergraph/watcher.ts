import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import type { SupergraphMetrics } from './metrics.ts';
import { hashOf, reasonOf } from './source.ts';
import type { SupergraphSource } from './source.ts';
import { readSupergraph } from './supergraph-document.ts';
import type { SupergraphDocument } from './supergraph-document.ts';

export interface WatcherOptions {
  source: SupergraphSource;
  /** The text of the supergraph that is served already. */
  text: string;
  /** Serves another supergraph. Where it throws, the one before must still be served. */
  update: (supergraph: SupergraphDocument) => Promise<void>;
  logger: Logger;
  metrics: SupergraphMetrics;
  clock: Clock;
}

export interface SupergraphWatcher {
  /** Reads it again now, and serves what there is. Never rejects: the log says what came of it. */
  reload: () => Promise<void>;
  close(): Promise<void>;
}

/** A supergraph that is refused may be told of at length. */
const longestReason = 1_000;

/**
 * Serves each supergraph that its source comes to have. One that cannot be served, or cannot be had, changes nothing:
 * the one before is served on, and the log says why, once.
 */
export function watchSupergraph(options: WatcherOptions): SupergraphWatcher {
  const { source, update, metrics, clock } = options;
  const logger = options.logger.child({ [source.setting]: source.address });
  const closing = new AbortController();
  let running = hashOf(options.text);
  /** The last text that was looked into, fit to be served or not. */
  let judged = running;
  /** What the log said last of a source that gives nothing. */
  let trouble: string | null = null;
  let last: Promise<void> = Promise.resolve();
  metrics.serving(running, clock());

  async function take(text: string): Promise<void> {
    const hash = hashOf(text);
    if (hash === judged) return;
    judged = hash;
    if (hash === running) {
      logger.info({ running }, 'the supergraph is again the one that is served');
      return;
    }
    try {
      const supergraph = readSupergraph(text);
      await update(supergraph);
      const before = running;
      running = hash;
      metrics.serving(running, clock());
      metrics.reload('loaded');
      const { unenforcedSpecs } = supergraph;
      logger.info(
        { running, before, ...(unenforcedSpecs.length > 0 && { unenforced: unenforcedSpecs }) },
        'a new supergraph is served',
      );
    } catch (error) {
      metrics.reload('refused');
      const reason = reasonOf(error).slice(0, longestReason);
      logger.error(
        { reason, refused: hash, running },
        'a new supergraph is refused, the one before is served on',
      );
    }
  }

  async function look(read: () => Promise<string | null>): Promise<void> {
    let text: string | null;
    try {
      text = await read();
    } catch (error) {
      const reason = reasonOf(error);
      if (closing.signal.aborted || reason === trouble) return;
      trouble = reason;
      metrics.reload('unavailable');
      logger.error({ reason, running }, 'the supergraph cannot be had, the one before is served on');
      return;
    }
    if (text === null) return;
    if (trouble !== null) logger.info({ running }, 'the supergraph can be had again');
    trouble = null;
    await take(text);
  }

  /** One after the other: each is judged by what the one before left. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    last = last.then(() => (closing.signal.aborted ? undefined : work()));
    return last;
  }

  let timer: NodeJS.Timeout | undefined;
  function lookLater(): void {
    timer = setTimeout(() => {
      void inTurn(() => look(() => source.readIfChanged(closing.signal))).finally(() => {
        if (!closing.signal.aborted) lookLater();
      });
    }, source.pollMs);
    timer.unref();
  }
  lookLater();

  return {
    reload() {
      logger.info({ running }, 'the supergraph is read again');
      return inTurn(() => look(() => source.read(closing.signal)));
    },
    async close() {
      closing.abort();
      clearTimeout(timer);
      await last;
    },
  };
}
