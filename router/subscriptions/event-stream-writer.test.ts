import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../platform/log.ts';
import { createBufferedBytes } from '../guard/buffered-bytes.ts';
import type { ResultStream } from './service.ts';
import { writeEventStream } from './event-stream-writer.ts';

const logger = createLogger('test', 'silent');
const buffered = createBufferedBytes({ maxBytes: 1_024 ** 2, logger });

describe('event stream writer', () => {
  let server: Server | undefined;

  afterEach(async () => {
    if (server === undefined) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });

  async function served(results: ResultStream) {
    const writing: Promise<void>[] = [];
    server = createServer((_request, response) => {
      const written = writeEventStream(results, response, { buffered });
      // Tests await it themselves.
      written.catch(() => undefined);
      writing.push(written);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const leaving = new AbortController();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const response = await fetch(url, { signal: leaving.signal });
    return { response, leaving, written: () => writing[0] };
  }

  it('writes results and a complete event', async () => {
    const { response, written } = await served(
      (async function* (): ResultStream {
        yield await Promise.resolve({ data: { a: 1 } });
        return undefined;
      })(),
    );

    expect(await response.text()).toBe(
      ':\n\nevent: next\ndata: {"data":{"a":1}}\n\nevent: complete\ndata:\n\n',
    );
    await written();
  });

  it('ends the response and rejects if the results fail', async () => {
    const { response, written } = await served(
      (async function* (): ResultStream {
        yield await Promise.resolve({ data: { a: 1 } });
        throw new Error('broken');
      })(),
    );

    expect(await response.text()).toBe(':\n\nevent: next\ndata: {"data":{"a":1}}\n\n');
    await expect(written()).rejects.toThrow('broken');
  });

  it('cancels the results when the client disconnects', async () => {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const { response, leaving, written } = await served(
      (async function* (): ResultStream {
        try {
          for (;;) yield await Promise.resolve({ data: { a: 1 } });
        } finally {
          end();
        }
      })(),
    );
    await response.body?.getReader().read();

    leaving.abort();

    await ended;
    await written();
  });
});
