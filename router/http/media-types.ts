import Negotiator from 'negotiator';

/** The media type of answers, and how its clients take an operation that is wrong. */
export interface ResponseType {
  contentType: 'application/json; charset=utf-8' | 'application/graphql-response+json; charset=utf-8';
  /**
   * `plain` for who accepts plain JSON and takes any status but 200 for a fault of something in between, `strict` for
   * who knows that an answer without data has another status, `lenient` for who does not say.
   */
  statuses: 'plain' | 'strict' | 'lenient';
}

const json = 'application/json; charset=utf-8';
const graphqlResponse = 'application/graphql-response+json; charset=utf-8';
/** For who does not say what it accepts. */
export const defaultResponseType: ResponseType = { contentType: json, statuses: 'lenient' };

/**
 * The better liked of the two media types of GraphQL over HTTP, plain JSON where they are liked the same; both in UTF-8
 * (https://graphql.github.io/graphql-over-http/draft/#sec-Body).
 * @param accept the request's `Accept`
 * @returns null where it accepts neither
 */
export function negotiateResponseType(accept: string | undefined): ResponseType | null {
  if (accept === undefined || accept === '') return defaultResponseType;
  let known = remembered.get(accept);
  if (known === undefined) {
    known = negotiated(accept);
    if (remembered.size >= rememberedTypes) remembered.clear();
    if (accept.length <= rememberedLength) remembered.set(accept, known);
  }
  return known;
}

function negotiated(accept: string): ResponseType | null {
  const found = new Negotiator({ headers: { accept } }).mediaType([json, graphqlResponse]);
  if (found === undefined) return null;
  if (found === graphqlResponse) return { contentType: graphqlResponse, statuses: 'strict' };
  return { contentType: json, statuses: /application\/json/i.test(accept) ? 'plain' : 'lenient' };
}

/** Clients choose what they say that they accept, and few choose anything new. */
const rememberedTypes = 500;
const rememberedLength = 200;
const remembered = new Map<string, ResponseType | null>();
