import type { IncomingMessage } from 'node:http';
import { HeaderMap } from '@apollo/server';
import type { GraphQLRequest, HTTPGraphQLRequest } from '@apollo/server';
import { isJsonObject } from '../json.ts';
import { isCsrfSafe, preflightHeader } from './csrf.ts';
import { RequestError } from './request-body.ts';

/**
 * Returns the query string with its question mark: empty without a query, null for another path. Targets may have the
 * absolute form (https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2).
 */
export function querystringOf(target: string, path: string): string | null {
  const local = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*/i, '');
  if (!local.startsWith(path)) return null;
  return local.length === path.length || local[path.length] === '?' ? local.slice(path.length) : null;
}

/** Undefined for a request by `GET`, a persisted query or an invalid body. */
function queryIn(body: unknown): unknown {
  return isJsonObject(body) ? body['query'] : undefined;
}

/** Empty for a persisted query and for an invalid request. */
export function documentTextIn(querystring: string, body: unknown): string {
  const query = isJsonObject(body) ? queryIn(body) : new URLSearchParams(querystring).get('query');
  return typeof query === 'string' ? query : '';
}

/** Null for extensions or an invalid body, which Apollo Server handles. */
export function simpleOperationIn(body: unknown): GraphQLRequest | null {
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
 * Copies only the headers that Apollo Server reads.
 * @throws RequestError with status 400
 */
export function toApolloRequest(
  { method = '', headers }: IncomingMessage,
  querystring: string,
  body: unknown,
): HTTPGraphQLRequest {
  const copied = new HeaderMap();
  for (const name of apolloHeaders) {
    const value = headers[name];
    if (value !== undefined) copied.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  if (!copied.has(preflightHeader) && isCsrfSafe(headers)) copied.set(preflightHeader, 'not a browser');
  const search = method === 'GET' ? withoutEmptyParameters(querystring) : querystring;
  return { method, headers: copied, search, body };
}

const apolloHeaders = ['content-type', 'accept', preflightHeader, 'x-apollo-operation-name'];

/** They mean an absent parameter: https://graphql.github.io/graphql-over-http/draft/#sec-GET. */
const emptyValues = { operationName: '', variables: 'null', extensions: 'null' };

function withoutEmptyParameters(querystring: string): string {
  if (!isPercentEncoded(querystring)) {
    throw new RequestError(400, 'Invalid query string: expected percent-encoded UTF-8.');
  }
  const parameters = new URLSearchParams(querystring);
  for (const [name, emptyValue] of Object.entries(emptyValues)) {
    const given = parameters.getAll(name);
    if (given.length === 1 && given[0] === emptyValue) parameters.delete(name);
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

/** `URLSearchParams` would replace invalid bytes silently. */
function isPercentEncoded(querystring: string): boolean {
  try {
    decodeURIComponent(querystring);
  } catch {
    return false;
  }
  return !/[^\x21-\x7e]/.test(querystring);
}
