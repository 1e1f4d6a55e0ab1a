import { randomUUID } from 'node:crypto';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { print } from 'graphql';
import { SignInDocument, SignUpDocument } from '../generated/documents.ts';
import { createStreamClient } from './stream-client.ts';
import type { Transport } from './stream-client.ts';

/** A response of the router. */
export interface GraphResponse<Data> {
  status: number;
  data?: Data | null;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions: { code: string } & Record<string, unknown>;
  }[];
}

/** A running subscription. */
export interface Watched<Data> {
  results: AsyncIterableIterator<{ data?: Data | null; errors?: unknown }, undefined>;
  close(): Promise<void>;
}

/** A front end: uses the public API over the network, with or without an access token. */
export interface GraphClient {
  send<Data, Variables>(
    document: TypedDocumentNode<Data, Variables> | string,
    variables?: Variables,
  ): Promise<GraphResponse<Data>>;
  /** As `send`. @throws Error where the response has errors */
  data<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables?: Variables): Promise<Data>;
  watch<Data, Variables extends Record<string, unknown>>(
    transport: Transport,
    document: TypedDocumentNode<Data, Variables>,
    variables?: Variables,
  ): Watched<Data>;
}

/**
 * @param url the router, as `http://127.0.0.1:4000`
 * @param token an access token; anonymous where left out
 */
export function createGraphClient(url: string, token?: string): GraphClient {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };

  async function send<Data>(
    document: TypedDocumentNode<Data> | string,
    variables?: unknown,
  ): Promise<GraphResponse<Data>> {
    const query = typeof document === 'string' ? document : print(document);
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { status: response.status, ...((await response.json()) as Omit<GraphResponse<Data>, 'status'>) };
  }

  return {
    send: (document, variables) => send(document as TypedDocumentNode<never> | string, variables),
    async data(document, variables) {
      const { data, errors } = await send(document as TypedDocumentNode<never>, variables);
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data as never;
    },
    watch(transport, document, variables) {
      const operation = { query: print(document), ...(variables === undefined ? {} : { variables }) };
      const client = createStreamClient(transport, url, token);
      const results: AsyncIterableIterator<never, undefined> = client.iterate(operation) as never;
      return {
        results,
        async close() {
          await results.return?.();
          await client.dispose();
        },
      };
    },
  };
}

/** Signs up a new user. */
export async function signUpTraveller(url: string) {
  const email = `${randomUUID()}@example.com`;
  const password = 'a long enough password';
  const { signUp } = await createGraphClient(url).data(SignUpDocument, {
    input: { email, password, displayName: 'Somebody New' },
  });
  if (signUp.__typename !== 'Session') throw new Error(signUp.message);
  return { client: createGraphClient(url, signUp.accessToken), session: signUp, email, password };
}

/** Signs in to a demo account. */
export async function signInDemoAccount(
  url: string,
  name: 'ada' | 'grace' | 'agent' | 'admin',
): Promise<GraphClient> {
  const { signIn } = await createGraphClient(url).data(SignInDocument, {
    input: { email: `${name}@example.com`, password: 'wayfare-demo' },
  });
  if (signIn.__typename !== 'Session') throw new Error(signIn.message);
  return createGraphClient(url, signIn.accessToken);
}

/** The UTC calendar date that many days from today. */
export function daysFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Reads a subscription until a result satisfies the condition. @returns all results up to that result */
export async function collectUntil<Data>(
  watched: Watched<Data>,
  done: (data: Data) => boolean,
): Promise<Data[]> {
  const seen: Data[] = [];
  for await (const { data, errors } of watched.results) {
    if (errors !== undefined || data === undefined || data === null) throw new Error(JSON.stringify(errors));
    seen.push(data);
    if (done(data)) return seen;
  }
  throw new Error(`The stream ended after ${seen.length} results: ${JSON.stringify(seen)}`);
}
