import { createRetryBudget } from '../../platform/resilience/retry-budget.ts';
import { HttpStatusError, retryRead } from '../../platform/resilience/retry-read.ts';
import type { SupergraphSource } from './source.ts';

export interface UrlSourceOptions {
  /** May contain credentials: `https://name:secret@registry.example/supergraph`. */
  url: string;
  pollMs: number;
  maxWaitMs?: number;
  /** The longest time from a request to the end of its response. */
  timeoutMs?: number;
  maxBytes?: number;
}

/** A supergraph at a URL, fetched with `If-None-Match` (RFC 9110, section 13.1.2). */
export function createUrlSource(options: UrlSourceOptions): SupergraphSource {
  const { pollMs, maxWaitMs = 60_000, timeoutMs = 10_000, maxBytes = 64 * 1024 * 1024 } = options;
  const { address, headers } = withoutCredentials(options.url);
  let etag: string | null = null;
  const budget = createRetryBudget();
  // Only polls: the start has retries of its own.
  const retried = (read: () => Promise<string | null>, signal: AbortSignal) =>
    retryRead(read, { budget, signal });

  async function request(conditions: Record<string, string>, signal: AbortSignal): Promise<string | null> {
    const response = await fetch(address, {
      headers: { accept: 'text/plain, application/graphql;q=0.9, */*;q=0.8', ...headers, ...conditions },
      signal,
    });
    if (response.status === 304 && 'if-none-match' in conditions) return null;
    if (!response.ok) {
      await response.body?.cancel();
      throw new HttpStatusError(address, response.status);
    }
    const text = await textOf(response, maxBytes);
    etag = response.headers.get('etag');
    return text;
  }

  async function fetchText(
    conditions: Record<string, string>,
    given: AbortSignal,
    attempts: (read: () => Promise<string | null>, signal: AbortSignal) => Promise<string | null>,
  ): Promise<string | null> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([given, timeout]);
    try {
      return await attempts(() => request(conditions, signal), signal);
    } catch (error) {
      // The next response is a full one, which shows that the source is available again.
      etag = null;
      const cause = error instanceof Error ? error.cause : undefined;
      if (!timeout.aborted && cause === undefined) throw error;
      const reason = timeout.aborted
        ? `sent no complete response within ${timeoutMs} ms`
        : `did not respond (${codeOf(cause)})`;
      throw new Error(`${address} ${reason}`, { cause: error });
    }
  }

  return {
    setting: 'SUPERGRAPH_URL',
    ...{ address, pollMs, maxWaitMs },
    async read(signal) {
      const text = await fetchText({}, signal, (read) => read());
      if (text === null) throw new Error(`${address} responded without a body`);
      return text;
    },
    readIfChanged: (signal) => fetchText(etag === null ? {} : { 'if-none-match': etag }, signal, retried),
  };
}

/** Moves credentials to a header: `fetch` refuses them in a URL, and logs must not contain them. */
function withoutCredentials(given: string): { address: string; headers: Record<string, string> } {
  const url = new URL(given);
  const { username, password } = url;
  if (username === '' && password === '') return { address: given, headers: {} };
  url.username = '';
  url.password = '';
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  return { address: url.href, headers: { authorization } };
}

/** @throws Error if the body exceeds the limit; no more than the limit is buffered */
async function textOf(response: Response, maxBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > maxBytes) throw new Error(`${response.url} responded with more than ${maxBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function codeOf(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : String(cause);
}
