import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { startHttpServer } from '../../kit/http-server.ts';
import { behaviours } from './fake-supplier-behaviours.ts';
import type { Behaviour } from './fake-supplier-behaviours.ts';
import { createSupplierHolds } from './fake-supplier-holds.ts';
import type { AskedLine, SupplierHolds } from './fake-supplier-holds.ts';

/** The calls of the protocol (docs/suppliers.md). */
export type SupplierCall = 'hold' | 'confirmation' | 'release' | 'state';

export type FakeSupplier = Awaited<ReturnType<typeof startFakeSupplier>>;

export const supplierToken = 'tok_very-secret';

/** A server with the supplier protocol, its own holds, and configurable misbehaviour. */
export async function startFakeSupplier() {
  const books = createSupplierHolds();
  const next: Partial<Record<SupplierCall, Behaviour[]>> = {};
  let always: Partial<Record<SupplierCall, Behaviour>> = {};
  const delayed: (() => void)[] = [];
  const owed = new WeakMap<Socket, string>();
  const calls: string[] = [];
  const keys = new Set<string>();
  // The server resets the connection of an aborted or unknown call.
  const server = await startHttpServer(take);

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { call, reservationId, act } = toCall(request, await text(request), books);
    calls.push(`${call} ${reservationId}`);
    keys.add(String(request.headers['idempotency-key']));
    if (request.headers.authorization !== `Bearer ${supplierToken}`)
      return void response.writeHead(401).end();
    const { socket } = request;
    socket.write(owed.get(socket) ?? '');
    owed.delete(socket);

    behaviours[next[call]?.shift() ?? always[call] ?? 'well']({
      ...{ reservationId, act, socket, response },
      token: request.headers.authorization,
      keep: (later) => void delayed.push(later),
      owe: (again) => void owed.set(socket, again),
    });
  }

  return {
    url: `${server.origin}/v1`,
    books,
    /** All calls, oldest first: `hold rsv_…`. */
    calls,
    /** The idempotency keys of all calls. */
    keys,
    /** The behaviours for the next calls of an operation, in order. */
    next(call: SupplierCall, ...behaviours: Behaviour[]) {
      next[call] = behaviours;
    },
    /** The behaviour of an operation once `next` is empty. */
    always(behaviours: Partial<Record<SupplierCall, Behaviour>>) {
      always = behaviours;
    },
    /** The number of delayed calls. */
    delayed: () => delayed.length,
    /** Performs the delayed calls. */
    deliver() {
      for (const answer of delayed.splice(0)) answer();
    },
    callsOf: (call: SupplierCall, reservationId: string) =>
      calls.filter((made) => made === `${call} ${reservationId}`).length,
    close: () => server.stop(),
  };
}

/** Parses a request into its operation. */
function toCall(
  { method, url = '' }: IncomingMessage,
  body: string,
  books: SupplierHolds,
): { call: SupplierCall; reservationId: string; act: () => object } {
  const { pathname, searchParams } = new URL(url, 'http://stub');
  const [, reservationId = '', confirmation] = pathname.replace('/v1', '').split('/').slice(1);
  const answer = (acted: object) => ({ reservationId, ...acted });
  if (method === 'PUT') {
    const { lines, deadline } = JSON.parse(body) as { lines: AskedLine[]; deadline: string };
    const act = () => answer(books.hold(reservationId, lines, new Date(deadline)));
    return { call: 'hold', reservationId, act };
  }
  if (method === 'POST' && confirmation === 'confirmation') {
    return { call: 'confirmation', reservationId, act: () => answer(books.confirm(reservationId)) };
  }
  if (method === 'DELETE' && !Number.isNaN(Date.parse(searchParams.get('deadline') ?? ''))) {
    return { call: 'release', reservationId, act: () => answer(books.release(reservationId)) };
  }
  if (method === 'GET') {
    return { call: 'state', reservationId, act: () => answer(books.state(reservationId)) };
  }
  throw new Error(`unknown call: ${method ?? ''} ${url}`);
}
