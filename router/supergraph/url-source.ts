import type { SupergraphSource } from './source.ts';

export interface UrlSourceOptions {
  /** With credentials in it, if need be: `https://name:secret@registry.example/supergraph`. */
  url: string;
  pollMs: number;
  maxWaitMs?: number;
  /** How long one answer may take, from the request to its end. */
  timeoutMs?: number;
  maxBytes?: number;
}

/** A supergraph at a URL, asked for again and again, and sent again only where it has changed (RFC 9110, section 13.1.2). */
export function createUrlSource(options: UrlSourceOptions): SupergraphSource {
  const { pollMs, maxWaitMs = 60_000, timeoutMs = 10_000, maxBytes = 64 * 1024 * 1024 } = options;
  const { address, headers } = withoutCredentials(options.url);
  let etag: string | null = null;

  async function request(conditions: Record<string, string>, signal: AbortSignal): Promise<string | null> {
    const response = await fetch(address, {
      headers: { accept: 'text/plain, application/graphql;q=0.9, */*;q=0.8', ...headers, ...conditions },
      signal,
    });
    if (response.status === 304 && 'if-none-match' in conditions) return null;
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`${address} answered ${response.status}`);
    }
    const text = await textOf(response, maxBytes);
    etag = response.headers.get('etag');
    return text;
  }

  async function ask(conditions: Record<string, string>, signal: AbortSignal): Promise<string | null> {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await request(conditions, AbortSignal.any([signal, timeout]));
    } catch (error) {
      // What comes after a failure is sent as a whole, so that it shows that there is no failure any more.
      etag = null;
      const cause = error instanceof Error ? error.cause : undefined;
      if (!timeout.aborted && cause === undefined) throw error;
      const what = timeout.aborted
        ? `gave no whole answer within ${timeoutMs} ms`
        : `did not answer (${codeOf(cause)})`;
      throw new Error(`${address} ${what}`, { cause: error });
    }
  }

  return {
    setting: 'SUPERGRAPH_URL',
    ...{ address, pollMs, maxWaitMs },
    async read(signal) {
      const text = await ask({}, signal);
      if (text === null) throw new Error(`${address} answered nothing`);
      return text;
    },
    readIfChanged: (signal) => ask(etag === null ? {} : { 'if-none-match': etag }, signal),
  };
}

/** `fetch` takes no credentials in a URL, and logs must not either. */
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

/** @throws Error where there is more than the limit; no more than that is held */
async function textOf(response: Response, limitBytes: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > limitBytes) throw new Error(`${response.url} answered more than ${limitBytes} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function codeOf(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return cause instanceof Error ? cause.message : String(cause);
}
