import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { requestIdHeader } from '../../platform/http/server.ts';
import { callerHeader } from '../../platform/caller-assertions.ts';
import { anonymous } from '../../platform/identity.ts';
import type { CallerSigner } from '../../platform/caller-assertions.ts';
import type { Service } from '../../platform/lifecycle.ts';
import type { Logger } from '../../platform/log.ts';
import { retryUntilSuccess } from '../../platform/resilience/retry-until-success.ts';

export interface FirstAnswers extends Service {
  /** The subgraphs that the router still waits for. Empty for good once it has waited `waitMs`. */
  readonly missing: readonly string[];
}

/** Per request. */
const attemptTimeoutMs = 2_000;
const body = JSON.stringify({ query: '{ __typename }' });
const answer = z.object({ data: z.object({ __typename: z.string() }) });

/**
 * Waits until each subgraph has answered `{ __typename }` once since the router started: before that, the router is not
 * ready, so that the first client meets no subgraph that is still starting. The wait ends after `waitMs`, because a subgraph
 * that stays away must not keep a restarted router from serving the others. A later outage has no effect.
 *
 * The request is signed like any other, so that a subgraph of another installation, which refuses it, does not count.
 * @param options.signer null if CALLER_KEY is not set
 */
export function awaitFirstAnswers(options: {
  subgraphs: readonly { name: string; url: string }[];
  signer: CallerSigner | null;
  waitMs: number;
  logger: Logger;
}): FirstAnswers {
  const { subgraphs, signer, waitMs, logger } = options;
  const missing = new Set(waitMs > 0 ? subgraphs.map(({ name }) => name) : []);
  const closing = new AbortController();
  const { signal } = closing;
  const timer = setTimeout(() => {
    logger.warn(
      { subgraphs: [...missing], waitMs },
      'subgraphs did not answer, the router serves without them',
    );
    missing.clear();
    closing.abort();
  }, waitMs);
  if (missing.size === 0) clearTimeout(timer);
  for (const subgraph of subgraphs) {
    if (!missing.has(subgraph.name)) continue;
    void retryUntilSuccess(() => ask(subgraph, signer), { onRetry: () => undefined, signal }).then(
      () => {
        missing.delete(subgraph.name);
        if (missing.size === 0) clearTimeout(timer);
      },
      () => undefined,
    );
  }
  return {
    get missing() {
      return [...missing];
    },
    close() {
      clearTimeout(timer);
      closing.abort();
      return Promise.resolve();
    },
  };
}

/** @throws Error unless the subgraph answers */
async function ask({ name, url }: { name: string; url: string }, signer: CallerSigner | null): Promise<void> {
  const requestId = randomUUID();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [requestIdHeader]: requestId,
      ...(signer === null ? {} : { [callerHeader]: signer.sign(anonymous, name, { requestId, body }) }),
    },
    body,
    signal: AbortSignal.timeout(attemptTimeoutMs),
  });
  answer.parse(await response.json());
}
