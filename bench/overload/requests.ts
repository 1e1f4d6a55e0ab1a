import { randomUUID } from 'node:crypto';

export const kinds = ['query', 'quote', 'booking', 'signIn'] as const;
export type Kind = (typeof kinds)[number];

/** A request that clients repeat. */
export interface Template {
  kind: Kind;
  /** Its share of all requests. */
  share: number;
  query: string;
  /** Each request has a random entry. A booking has variables of its own. */
  variables: readonly object[];
  token: string | null;
  /** A right answer contains it. */
  expected: string;
}

export interface LoadRequest {
  kind: Kind;
  /** The bytes of the HTTP request. */
  bytes: Buffer;
  expected: string;
}

/** Requests at random, by their shares. */
export interface Requests {
  next(): LoadRequest;
  /** Takes the quote of an answer, for a booking. */
  answered(kind: Kind, body: Buffer): void;
}

const quoteId = /"id":"([^"]+)"/;

/** Each booking takes a quote that was answered before. Without one, a quote is requested instead. */
export function createRequests(templates: readonly Template[], random: () => number = Math.random): Requests {
  const ready = new Map(
    templates.map((template) => [
      template.kind,
      template.variables.map((variables) => requestOf(template, variables)),
    ]),
  );
  const quotes: string[] = [];

  function pick(): Template {
    let left = random();
    for (const template of templates) {
      left -= template.share;
      if (left < 0) return template;
    }
    return firstOf(templates);
  }

  function readyOf(kind: Kind): LoadRequest {
    const requests = ready.get(kind) ?? [];
    return firstOf(requests.slice(Math.floor(random() * requests.length)));
  }

  return {
    next() {
      const template = pick();
      if (template.kind !== 'booking') return readyOf(template.kind);
      const id = quotes.shift();
      if (id === undefined) return readyOf('quote');
      return requestOf(template, {
        input: { quoteId: id, idempotencyKey: randomUUID(), paymentMethod: 'pm_ok' },
      });
    },
    answered(kind, body) {
      const id = kind === 'quote' ? quoteId.exec(body.toString('latin1'))?.[1] : undefined;
      if (id !== undefined) quotes.push(id);
    },
  };
}

function firstOf<Item>([first]: readonly Item[]): Item {
  if (first === undefined) throw new Error('expected a request');
  return first;
}

/** A GraphQL request by `POST`. */
function requestOf({ kind, query, token, expected }: Template, variables: object): LoadRequest {
  const body = JSON.stringify({ query, variables });
  const head = [
    ...['POST /graphql HTTP/1.1', 'host: 127.0.0.1', 'accept: application/json'],
    'content-type: application/json',
    ...(token === null ? [] : [`authorization: Bearer ${token}`]),
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return { kind, expected, bytes: Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`) };
}
