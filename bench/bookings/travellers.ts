import { randomUUID } from 'node:crypto';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import type { Client } from 'graphql-ws';
import type { Pool } from 'undici';
import { WebSocket } from 'ws';
import { BookTripDocument, QuoteTripDocument, SignUpDocument } from '../../tests/generated/documents.ts';
import type { TripInput } from '../../tests/generated/documents.ts';

/** The final status of a booking. */
export interface BookingOutcome {
  status: string;
  /** The code of the failure; null for a completed booking. */
  failure: string | null;
  /** From the request of `bookTrip` until the subscription delivers the status. */
  milliseconds: number;
}

/** A client of the public API, with HTTP keep-alive and a WebSocket for subscriptions. */
export interface Traveller {
  quote(trip: TripInput): Promise<string>;
  /** Books a quote, and subscribes until the booking is final. */
  book(quoteId: string): Promise<BookingOutcome>;
  close(): Promise<void>;
}

interface Update {
  reservationUpdated: { status: string; failure: { code: string } | null };
}

const subscription = `subscription Watch($id: ID!) {
  reservationUpdated(id: $id) { status failure { code } }
}`;
const finalStatuses = ['COMPLETED', 'FAILED', 'CANCELLED'];
const watchTimeoutMs = 120_000;

/** Signs up a new account. */
export async function signUpTraveller(routerUrl: string, pool: Pool): Promise<Traveller> {
  const input = {
    email: `${randomUUID()}@example.com`,
    password: 'a long enough password',
    displayName: 'A Traveller',
  };
  const { signUp } = await ask(pool, {}, SignUpDocument, { input });
  if (signUp.__typename !== 'Session') throw new Error(`sign-up refused: ${signUp.message}`);
  const authorization = `Bearer ${signUp.accessToken}`;
  const client = createClient({
    url: `${routerUrl.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization: authorization },
    lazy: false,
    retryAttempts: 0,
    // Each subscription reports its own errors.
    onNonLazyError: () => undefined,
  });
  return {
    async quote(trip) {
      const { quoteTrip } = await ask(pool, { authorization }, QuoteTripDocument, { input: trip });
      if (quoteTrip.__typename !== 'Quote')
        throw new Error(`quoteTrip refused: ${JSON.stringify(quoteTrip)}`);
      return quoteTrip.id;
    },
    async book(quoteId) {
      const request = { quoteId, idempotencyKey: randomUUID(), paymentMethod: 'pm_ok' };
      const sentAt = performance.now();
      const { bookTrip } = await ask(pool, { authorization }, BookTripDocument, { input: request });
      if (bookTrip.__typename !== 'BookTripAccepted') {
        throw new Error(`bookTrip refused: ${JSON.stringify(bookTrip)}`);
      }
      const { status, failure } = await untilFinal(client, bookTrip.reservation.id);
      return { status, failure: failure?.code ?? null, milliseconds: performance.now() - sentAt };
    },
    async close() {
      await client.dispose();
    },
  };
}

/** Subscribes to a booking. @returns its first final status; rejects where the subscription ends before */
function untilFinal(client: Client, id: string): Promise<Update['reservationUpdated']> {
  return new Promise((resolve, reject) => {
    let last = 'no status';
    const end = (settle: () => void) => {
      clearTimeout(timer);
      unsubscribe();
      settle();
    };
    const fail = (reason: unknown) => {
      end(() => {
        reject(new Error(`subscription to ${id}: ${textOf(reason)} (last status: ${last})`));
      });
    };
    const timer = setTimeout(() => {
      fail(`not final within ${watchTimeoutMs / 1_000} s`);
    }, watchTimeoutMs);
    const unsubscribe = client.subscribe<Update>(
      { query: subscription, variables: { id } },
      {
        next({ data, errors }) {
          if (!data) {
            fail(errors);
            return;
          }
          const { reservationUpdated: update } = data;
          last = update.status;
          if (!finalStatuses.includes(last)) return;
          end(() => {
            resolve(update);
          });
        },
        error: fail,
        complete() {
          fail('the subscription ended');
        },
      },
    );
  });
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

/** The message of an error, or the code and reason of a WebSocket close event. */
function textOf(reason: unknown): string {
  if (reason instanceof Error) return reason.message;
  if (typeof reason === 'string') return reason;
  const { code, reason: closeReason } = reason as { code?: number; reason?: string };
  return code === undefined ? JSON.stringify(reason) : `closed with ${code} ${closeReason ?? ''}`;
}
