import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { freePort } from '../../../../dev/ports.ts';
import { parcelMoved, startSubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import type { SubscriptionStack } from '../../../kit/graphs/subscription-stack.ts';
import { composeToFile } from '../../../kit/router.ts';
import { startRouterProcess } from '../../../kit/router-process.ts';
import type { RouterProcess } from '../../../kit/router-process.ts';
import { transports } from '../../../kit/stream-client.ts';
import { subscribe } from '../../../kit/subscriber.ts';

/** Longer than between two pings, so that all timers of the router are overdue when it thaws. */
const frozenMs = 15_000;

let stack: SubscriptionStack;
let router: RouterProcess;
let url: string;
const cleanUp: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  stack = await startSubscriptionStack('WebSocket');
  const supergraph = await composeToFile(stack.parcels.all);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  router = startRouterProcess({
    ...stack.routerSettings,
    SUPERGRAPH_PATH: supergraph.path,
    PORT: String(port),
  });
  cleanUp.push(
    () => supergraph.remove(),
    () => stack.close(),
  );
  await router.untilReady(port);
});
afterAll(async () => {
  router.kill('SIGKILL');
  await router.ended;
  for (const close of cleanUp) await close();
});

it('a frozen router delivers each missed state after it thaws, and keeps its clients', async () => {
  const parcel = stack.parcels.create('usr_ada');
  const token = await stack.issuer.token('usr_ada', { expiresIn: 900 });
  const operation = { query: parcelMoved, variables: { id: parcel.id } };
  const subscribers = transports.map((transport) => subscribe(transport, url, operation, token));
  for (const subscriber of subscribers) await subscriber.states(1);
  const idle = await openIdleSocket();

  // Frozen with a ping under way, whose pong arrives in the meantime.
  await idle.pinged;
  router.kill('SIGSTOP');
  idle.socket.pong();
  for (const state of ['2', '3', '4']) {
    stack.parcels.update(parcel, state);
    await stack.parcels.publish(parcel);
  }
  await delay(frozenMs);
  router.kill('SIGCONT');

  for (const subscriber of subscribers) expect(await subscriber.states(3)).toEqual(['2', '3', '4']);
  idle.socket.send(JSON.stringify({ type: 'ping' }));
  expect(await idle.answer).toBe('{"type":"pong"}');
  await Promise.all(subscribers.map((subscriber) => subscriber.close()));
  idle.socket.terminate();
}, 90_000);

/** A client that sends its pongs itself. */
async function openIdleSocket() {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    autoPong: false,
  });
  const answers = new Promise<string>((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      const text = data.toString();
      if (text.includes('pong')) resolve(text);
    });
    socket.once('close', (code) => {
      reject(new Error(`expected an open socket, got close code ${code}`));
    });
  });
  answers.catch(() => undefined);
  const acknowledged = new Promise((resolve) => socket.once('message', resolve));
  await new Promise((resolve) => socket.once('open', resolve));
  const pinged = new Promise((resolve) => socket.once('ping', resolve));
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await acknowledged;
  return { socket, pinged, answer: answers };
}
