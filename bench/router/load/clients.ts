import { connect } from 'node:net';
import { createResponseReader } from './response.ts';

export interface ClientAnswer {
  milliseconds: number;
  status: number;
  body: Buffer;
}

/**
 * Starts clients that repeat a request, each on its own connection, until they are stopped.
 * @param options.answered called for every answer; an error that it throws fails the clients
 * @returns `failed`, which rejects with the first failure
 */
export function startClients(options: {
  url: string;
  body: string;
  connections: number;
  /** Sent in turn, in the `authorization` header; null for none. */
  tokens: readonly string[] | null;
  answered: (answer: ClientAnswer) => void;
}): { failed: Promise<never>; stop(): Promise<void> } {
  const { url, body, connections, tokens, answered } = options;
  const requests = requestsOf(new URL(url), body, tokens);
  let stopping = false;
  const all = Array.from({ length: connections }, () => runClient());

  function runClient(): Promise<void> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const reader = createResponseReader();
      let sentAt = 0;
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      const ask = () => {
        sentAt = performance.now();
        socket.write(requests());
      };
      socket.on('connect', ask);
      socket.on('error', reject);
      socket.on('close', () => {
        if (stopping) resolve();
        else reject(new Error('the target closed a connection'));
      });
      socket.on('data', (chunk) => {
        try {
          const answer = reader.read(chunk);
          if (answer === null) return;
          answered({ ...answer, milliseconds: performance.now() - sentAt });
          if (stopping) socket.end();
          else ask();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
          socket.destroy();
        }
      });
    });
  }

  const ended = Promise.all(all);
  const failed = new Promise<never>((_, reject) => {
    ended.catch(reject);
  });
  failed.catch(() => undefined);
  return {
    failed,
    async stop() {
      stopping = true;
      await ended;
    },
  };
}

/** Returns a function that makes the next request. */
function requestsOf({ pathname, host }: URL, body: string, tokens: readonly string[] | null): () => Buffer {
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${host}`,
    'accept: application/json',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  const headers = tokens === null ? [''] : tokens.map((token) => `\r\nauthorization: Bearer ${token}`);
  const requests = headers.map((header) => Buffer.from(`${head.join('\r\n')}${header}\r\n\r\n${body}`));
  let sent = 0;
  return () => {
    sent += 1;
    const request = requests[sent % requests.length];
    if (request === undefined) throw new Error('Expected a request.');
    return request;
  };
}
