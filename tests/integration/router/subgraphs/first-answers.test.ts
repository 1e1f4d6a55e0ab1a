import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../kit/eventually.ts';
import { startLibrary } from '../../../kit/graphs/library.ts';
import type { Library } from '../../../kit/graphs/library.ts';
import { startRouterUnderTest } from '../../../kit/router.ts';
import type { RouterUnderTest } from '../../../kit/router.ts';

let library: Library;
let router: RouterUnderTest;
beforeEach(async () => {
  library = await startLibrary();
});
afterEach(async () => {
  await router.close();
  await library.close();
});

async function startRouter(waitSeconds: number): Promise<void> {
  router = await startRouterUnderTest(library.all, { SUBGRAPH_WAIT_SECONDS: String(waitSeconds) });
}

async function readiness(): Promise<unknown> {
  return (await fetch(`${router.url}/health/ready`)).json();
}

async function untilReady(): Promise<void> {
  await eventually(async () => {
    expect(await readiness()).toEqual({ status: 'ok' });
  });
}

describe('readiness and subgraphs', () => {
  it('not ready, naming each subgraph that has not answered since the start', async () => {
    await library.people.stop();
    await startRouter(3_600);
    await eventually(async () => {
      expect(await readiness()).toEqual({ status: 'waiting', for: ['subgraph people'] });
    });
    await library.people.start();
    await untilReady();
    expect((await router.ask('{ everybody { id } }')).errors).toBeUndefined();
  });

  it('a subgraph that refuses the router, as that of another installation does, has not answered', async () => {
    library.people.respondWith((response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end('{"errors":[{"message":"The caller assertion is not valid."}]}');
    });
    await startRouter(3_600);
    await eventually(() => {
      expect(library.people.requests.length).toBeGreaterThan(1);
    });
    expect(await readiness()).toEqual({ status: 'waiting', for: ['subgraph people'] });
  });

  it('ready without a subgraph that stays away for SUBGRAPH_WAIT_SECONDS, and logged', async () => {
    await library.people.stop();
    await startRouter(1);
    await untilReady();
    expect(router.logs.join('')).toContain('subgraphs did not answer, the router serves without them');
    expect((await router.ask('{ book(id: "b1") { title } }')).data).toEqual({ book: { title: 'Book b1' } });
  });

  it('stays ready when a subgraph ends later', async () => {
    await startRouter(3_600);
    await untilReady();
    await library.people.stop();
    await router.ask('{ everybody { id } }');
    expect(await readiness()).toEqual({ status: 'ok' });
  });
});
