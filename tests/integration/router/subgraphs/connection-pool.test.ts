import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSubgraphPool } from '../../../../router/subgraphs/subgraph-pool.ts';
import type { SubgraphPool } from '../../../../router/subgraphs/subgraph-pool.ts';

describe('aborted subgraph requests', () => {
  let server: Server;
  let subgraph: SubgraphPool;
  let connections = 0;
  /** The requests that came, by their bodies, until they are answered. */
  let arrived: { body: string; response: ServerResponse }[] = [];

  beforeEach(async () => {
    connections = 0;
    arrived = [];
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.once('end', () => arrived.push({ body, response }));
    });
    server.on('connection', () => (connections += 1));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    subgraph = createSubgraphPool({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
      connections: 1,
      timeoutMs: 10_000,
      maxResponseBytes: 1_000,
    });
  });
  afterEach(async () => {
    await subgraph.close();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  const reason = new Error('gone');
  const post = (body: string) =>
    subgraph.post([], body, { sender: { network: '', identity: '' }, isUrgent: false, deadlineMs: Infinity });
  /** Posts a body and aborts at once. @returns the rejection */
  function abandoned(body: string): Promise<unknown> {
    const exchange = post(body);
    exchange.abort(reason);
    return exchange.response.catch((error: unknown) => error);
  }
  async function answerNext(body: string): Promise<void> {
    await vi.waitFor(() => {
      expect(arrived).toMatchObject([{ body }]);
    });
    arrived.shift()?.response.end(`to ${body}`);
  }

  it('aborted while queued: never sent', async () => {
    const first = post('first');
    await vi.waitFor(() => {
      expect(arrived).toHaveLength(1);
    });
    const left = Array.from({ length: 50 }, (_, index) => abandoned(`left ${index}`));
    const second = post('second');
    left.push(abandoned('left'));
    const third = post('third');
    expect(new Set(await Promise.all(left))).toEqual(new Set([reason]));

    for (const body of ['first', 'second', 'third']) await answerNext(body);

    expect(await Promise.all([first.response, second.response, third.response])).toEqual([
      { status: 200, body: 'to first' },
      { status: 200, body: 'to second' },
      { status: 200, body: 'to third' },
    ]);
    expect(connections).toBe(1);
  });

  it('aborted while connecting: the next request uses the connection', async () => {
    await abandoned('left');
    const next = post('next');
    await answerNext('next');

    expect(await next.response).toEqual({ status: 200, body: 'to next' });
    expect(connections).toBe(1);
  });

  it('aborted while answered: only its own connection closes', async () => {
    const aborted = post('leaving');
    const next = post('next');
    await vi.waitFor(() => {
      expect(arrived).toHaveLength(1);
    });
    aborted.abort(reason);
    await expect(aborted.response).rejects.toBe(reason);
    arrived.shift();
    await answerNext('next');

    expect(await next.response).toEqual({ status: 200, body: 'to next' });
    expect(connections).toBe(2);
  });
});
