import type { ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { respondNever } from '../../../kit/faults.ts';
import { useLibrary } from '../../../kit/graphs/library.ts';
import { connectRaw, rawPost } from '../../../kit/raw-http.ts';

describe('client abort over HTTP', () => {
  const graph = useLibrary();

  const query = { query: '{ everybody { id } }' };
  const untilAsked = (times: number) =>
    vi.waitFor(() => {
      expect(graph.people.requests).toHaveLength(times);
    });
  const successfulFetches = async () => {
    const name = 'router_subgraph_fetches_total{subgraph="people",outcome="ok",service="router"} ';
    const line = (await graph.router.metrics()).split('\n').find((text) => text.startsWith(name));
    return Number(line?.slice(name.length) ?? 0);
  };
  const untilAborted = (times: number) =>
    vi.waitFor(() => {
      expect(graph.people.abortedRequests).toBe(times);
    });

  it('aborts the subgraph fetches of a query on a reused connection', async () => {
    const client = await connectRaw(graph.router.url);
    client.send(rawPost({ query: '{ __typename }' }));
    await client.until(/"Query"/);
    graph.people.respondWith(respondNever);
    client.send(rawPost(query));
    await untilAsked(1);

    client.socket.destroy();

    await untilAborted(1);
  });

  it('sends no second fetch of a query whose client left during the first', async () => {
    const answers: (() => void)[] = [];
    graph.people.respondWith((response) => {
      answers.push(() => response.end('{"data":{"everybody":[{"__typename":"Person","id":"1"}]}}'));
    });
    const client = await connectRaw(graph.router.url);
    client.send(rawPost({ query: '{ everybody { books { id } } }' }));
    await untilAsked(1);

    client.socket.destroy();
    await untilAborted(1);
    for (const answer of answers) answer();
    graph.people.respondWith(null);

    expect(await graph.router.ask('{ person(id: "1") { name } }')).toMatchObject({ status: 200 });
    expect(graph.books.requests).toEqual([]);
  });

  it('aborts all pipelined queries', async () => {
    graph.people.respondWith(respondNever);
    const client = await connectRaw(graph.router.url);
    client.send(rawPost(query) + rawPost(query) + rawPost(query));
    await untilAsked(3);

    client.socket.destroy();

    await untilAborted(3);
  });

  it('queries of the remaining clients keep running', async () => {
    const answers: (() => void)[] = [];
    graph.people.respondWith((response) => {
      answers.push(() => response.end('{"data":{"everybody":[]}}'));
    });
    const [aborting, staying] = [await connectRaw(graph.router.url), await connectRaw(graph.router.url)];
    aborting.send(rawPost(query));
    staying.send(rawPost(query));
    await untilAsked(2);
    aborting.socket.destroy();
    await untilAborted(1);

    for (const answer of answers) answer();

    expect(await staying.until(/"everybody"/)).toContain('{"data":{"everybody":[]}}');
    staying.socket.destroy();
  });

  it('lets a mutation run to its end', async () => {
    const responses: ServerResponse[] = [];
    graph.people.respondWith((response) => responses.push(response));
    const client = await connectRaw(graph.router.url);
    client.send(rawPost({ query: 'mutation { rename(id: "1", name: "Ada") { id } }' }));
    await untilAsked(1);
    client.socket.destroy();
    // Its aborted query marks the point by which the mutation would have been aborted.
    const other = await connectRaw(graph.router.url);
    other.send(rawPost(query));
    await untilAsked(2);
    other.socket.destroy();
    await untilAborted(1);

    const [mutation, given] = responses;
    expect([mutation?.destroyed, given?.destroyed]).toEqual([false, true]);
    const before = await successfulFetches();
    mutation?.setHeader('content-type', 'application/json');
    mutation?.end('{"data":{"rename":{"__typename":"Person","id":"1"}}}');
    await vi.waitFor(async () => {
      expect(await successfulFetches()).toBe(before + 1);
    });
  });

  it('an incomplete request with a complete mutation is not executed', async () => {
    const mutation = { query: 'mutation { rename(id: "1", name: "Ada") { id } }' };
    const client = await connectRaw(graph.router.url);
    client.send(rawPost(`${JSON.stringify(mutation)} `).slice(0, -1));
    client.socket.end();

    expect(await client.untilClosed()).toMatch(/^HTTP\/1\.1 400 /);
    expect((await graph.router.ask('{ everybody { id } }')).status).toBe(200);
    expect(graph.people.requests).toHaveLength(1);
    expect(graph.router.logs.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});
