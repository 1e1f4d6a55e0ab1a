import type { IncomingMessage } from 'node:http';
import { HeaderMap } from '@apollo/server';
import type { GraphQLRequest, HTTPGraphQLRequest } from '@apollo/server';
import { isJsonObject } from '../json.ts';
import { cannotBeForged, preflightProof } from './csrf.ts';
import { RequestRefused } from './request-body.ts';

/**
 * The query of a request's target, with its question mark, or an empty text; null where the target is another path.
 * Targets come with a host in front as well (https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2).
 */
export function searchOf(target: string, path: string): string | null {
  const local = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*/i, '');
  if (!local.startsWith(path)) return null;
  return local.length === path.length || local[path.length] === '?' ? local.slice(path.length) : null;
}

/** The operation in a body of JSON; null where there is anything about it that wants a closer look. */
export function operationIn(body: unknown): GraphQLRequest | null {
  if (!isJsonObject(body)) return null;
  const { query, operationName, variables, extensions } = body;
  if (typeof query !== 'string' || query === '') return null;
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== undefined && variables !== null && !isJsonObject(variables)) return null;
  if (extensions !== undefined && extensions !== null) return null;
  return {
    query,
    ...(typeof operationName === 'string' ? { operationName } : {}),
    ...(isJsonObject(variables) ? { variables } : {}),
  };
}

/**
 * The request as Apollo Server reads it. Of the headers, only what it goes by is copied.
 * @throws RequestRefused with status 400
 */
export function httpRequest(
  { method = '', headers }: IncomingMessage,
  search: string,
  body: unknown,
): HTTPGraphQLRequest {
  const read = new HeaderMap();
  for (const name of readHeaders) {
    const value = headers[name];
    if (value !== undefined) read.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  if (!read.has(preflightProof) && cannotBeForged(headers)) read.set(preflightProof, 'not a browser');
  return { method, headers: read, search: method === 'GET' ? withoutNothings(search) : search, body };
}

/** What Apollo Server goes by: media types, and the headers that prove a preflight. */
const readHeaders = ['content-type', 'accept', preflightProof, 'x-apollo-operation-name'];

/** How a parameter says that it is not there (https://graphql.github.io/graphql-over-http/draft/#sec-GET). */
const nothings = { operationName: '', variables: 'null', extensions: 'null' };

/** The query without the parameters that are there to say that they are not. */
function withoutNothings(search: string): string {
  if (!isEncoded(search)) {
    throw new RequestRefused(400, 'The query of the URL is not UTF-8 with percents (RFC 3986, section 2).');
  }
  const parameters = new URLSearchParams(search);
  for (const [name, nothing] of Object.entries(nothings)) {
    const given = parameters.getAll(name);
    if (given.length === 1 && given[0] === nothing) parameters.delete(name);
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

/** `URLSearchParams` puts something else in the place of what it cannot read. */
function isEncoded(search: string): boolean {
  try {
    decodeURIComponent(search);
  } catch {
    return false;
  }
  return !/[^\x21-\x7e]/.test(search);
}
