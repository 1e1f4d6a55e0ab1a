import { randomUUID } from 'node:crypto';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import type { Pool } from 'undici';
import { WebSocket } from 'ws';
import { BookTripDocument, QuoteTripDocument, SignUpDocument } from '../../tests/generated/documents.ts';
import type { TripInput } from '../../tests/generated/documents.ts';

/** How a booking ended. */
export interface Ending {
  status: string;
  /** Why it failed, where it did. */
  failure: string | null;
  /** From the sending of `bookTrip` until the subscription said so. */
  milliseconds: number;
}

/** Somebody who books through the public API: HTTP kept alive, and one WebSocket to watch through. */
export interface Traveller {
  quote(trip: TripInput): Promise<string>;
  /** Books a quote, and watches the booking until it is final. */
  book(quoteId: string): Promise<Ending>;
  close(): Promise<void>;
}

interface Update {
  reservationUpdated: { status: string; failure: { code: string } | null };
}

/** What is asked for of a booking on its way; the page of a booking would ask for more. */
const watching = `subscription Watch($id: ID!) {
  reservationUpdated(id: $id) { status failure { code } }
}`;
const finalStates = ['COMPLETED', 'FAILED', 'CANCELLED'];
const patienceMs = 120_000;

/** Signs up somebody new. */
export async function signUpTraveller(routerUrl: string, pool: Pool): Promise<Traveller> {
  const input = {
    email: `${randomUUID()}@example.com`,
    password: 'a long enough password',
    displayName: 'A Traveller',
  };
  const { signUp } = await ask(pool, {}, SignUpDocument, { input });
  if (signUp.__typename !== 'Session') throw new Error(`sign-up was refused: ${signUp.message}`);
  const authorization = `Bearer ${signUp.accessToken}`;
  const socket = createClient({
    url: `${routerUrl.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: authorization },
    lazy: false,
    retryAttempts: 0,
    // What goes wrong is told by the operation that it went wrong with.
    onNonLazyError: () => undefined,
  });

  function untilFinal(id: string): Promise<Update['reservationUpdated']> {
    return new Promise((resolve, reject) => {
      let last = 'nothing';
      const end = (settle: () => void) => {
        clearTimeout(timer);
        stop();
        settle();
      };
      const fail = (reason: unknown) => {
        end(() => {
          reject(new Error(`watching ${id}: ${textOf(reason)}; seen last: ${last}`));
        });
      };
      const timer = setTimeout(() => {
        fail(`not final within ${patienceMs / 1_000} s`);
      }, patienceMs);
      const stop = socket.subscribe<Update>(
        { query: watching, variables: { id } },
        {
          next({ data, errors }) {
            if (!data) {
              fail(errors);
              return;
            }
            const { reservationUpdated: seen } = data;
            last = seen.status;
            if (!finalStates.includes(last)) return;
            end(() => {
              resolve(seen);
            });
          },
          error: fail,
          complete() {
            fail('the stream ended');
          },
        },
      );
    });
  }

  return {
    async quote(trip) {
      const { quoteTrip } = await ask(pool, { authorization }, QuoteTripDocument, { input: trip });
      if (quoteTrip.__typename !== 'Quote') throw new Error(`no quote: ${JSON.stringify(quoteTrip)}`);
      return quoteTrip.id;
    },
    async book(quoteId) {
      const request = { quoteId, idempotencyKey: randomUUID(), paymentMethod: 'pm_ok' };
      const sentAt = performance.now();
      const { bookTrip } = await ask(pool, { authorization }, BookTripDocument, { input: request });
      if (bookTrip.__typename !== 'BookTripAccepted') {
        throw new Error(`not taken down: ${JSON.stringify(bookTrip)}`);
      }
      const { status, failure } = await untilFinal(bookTrip.reservation.id);
      return { status, failure: failure?.code ?? null, milliseconds: performance.now() - sentAt };
    },
    async close() {
      await socket.dispose();
    },
  };
}

const texts = new Map<unknown, string>();

async function ask<Data, Variables>(
  pool: Pool,
  headers: Record<string, string>,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const query = texts.get(document) ?? print(document);
  texts.set(document, query);
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await body.json()) as { data?: Data | null; errors?: unknown };
  if (answer.errors !== undefined || answer.data === undefined || answer.data === null) {
    throw new Error(`${statusCode}: ${JSON.stringify(answer.errors)}`);
  }
  return answer.data;
}

/** An error, or what a WebSocket's end looks like. */
function textOf(reason: unknown): string {
  if (reason instanceof Error) return reason.message;
  if (typeof reason === 'string') return reason;
  const { code, reason: why } = reason as { code?: number; reason?: string };
  return code === undefined ? JSON.stringify(reason) : `closed with ${code} ${why ?? ''}`;
}
