import Negotiator from 'negotiator';

export interface ResponseType {
  contentType: 'application/json; charset=utf-8' | 'application/graphql-response+json; charset=utf-8';
  /**
   * `plain` for clients that accept only application/json: any status but 200 looks like a proxy's error to them.
   * `strict` for application/graphql-response+json: a response without data is never a 200. `lenient` for no
   * preference.
   */
  statusRule: 'plain' | 'strict' | 'lenient';
}

const json = 'application/json; charset=utf-8';
const graphqlResponse = 'application/graphql-response+json; charset=utf-8';
/** Without an `Accept` header. */
export const defaultResponseType: ResponseType = { contentType: json, statusRule: 'lenient' };

/**
 * Negotiates a media type of GraphQL over HTTP; application/json wins a tie
 * (https://graphql.github.io/graphql-over-http/draft/#sec-Body).
 * @param accept the `Accept` header
 * @returns null if the client accepts neither
 */
export function negotiateResponseType(accept: string | undefined): ResponseType | null {
  if (accept === undefined || accept === '') return defaultResponseType;
  let known = cachedTypes.get(accept);
  if (known === undefined) {
    known = negotiate(accept);
    if (cachedTypes.size >= maxCachedTypes) cachedTypes.clear();
    if (accept.length <= maxCachedLength) cachedTypes.set(accept, known);
  }
  return known;
}

function negotiate(accept: string): ResponseType | null {
  const found = new Negotiator({ headers: { accept } }).mediaType([json, graphqlResponse]);
  if (found === undefined) return null;
  if (found === graphqlResponse) return { contentType: graphqlResponse, statusRule: 'strict' };
  return { contentType: json, statusRule: /application\/json/i.test(accept) ? 'plain' : 'lenient' };
}

export const eventStreamType = 'text/event-stream; charset=utf-8';

/** True if the client asks for an event stream, and prefers it to the media types of GraphQL over HTTP. */
export function prefersEventStream(accept: string | undefined): boolean {
  if (accept === undefined || !/text\/event-stream/i.test(accept)) return false;
  return (
    new Negotiator({ headers: { accept } }).mediaType([json, graphqlResponse, eventStreamType]) ===
    eventStreamType
  );
}

/** By header. Both limits bound the memory: clients choose the headers. */
const maxCachedTypes = 500;
const maxCachedLength = 200;
const cachedTypes = new Map<string, ResponseType | null>();
