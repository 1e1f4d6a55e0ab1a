import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';
import { z } from 'zod';
import { isJsonObject } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { OperationParams } from '../subscriptions/service.ts';
import { preflightHeader } from './csrf.ts';
import { querystringOf, toApolloRequest } from './graphql-request.ts';
import { eventStreamType } from './media-types.ts';
import { readJsonBody, RequestError } from './request-body.ts';
import type { BodyLimits } from './request-body.ts';

/** `z.record` would drop a variable named `__proto__`. */
const jsonObject = z.custom<JsonObject>(isJsonObject, 'expected a JSON object');

const parameters = z.object({
  query: z.string().min(1),
  operationName: z.string().nullish(),
  variables: jsonObject.nullish(),
  extensions: jsonObject.nullish(),
});

/**
 * The CSRF check is that of `/graphql` (docs/decisions/2026-11-21-csrf-check-without-a-header.md).
 * @returns null if the connection closed before the request was complete
 * @throws RequestError with status 400, 405, 406, 413 or 415
 */
export async function readStreamRequest(
  request: IncomingMessage,
  { path, ...limits }: BodyLimits & { path: string },
): Promise<OperationParams | null> {
  const { method = '', headers } = request;
  if (method !== 'POST' && method !== 'GET') {
    throw new RequestError(405, `Method: expected GET or POST, got ${method}.`, ['allow', 'GET, POST']);
  }
  const { accept = '' } = headers;
  if (accept !== '' && new Negotiator({ headers }).mediaType([eventStreamType]) === undefined) {
    throw new RequestError(406, 'Accept: expected text/event-stream among the media types.');
  }
  if (method === 'GET') return toParams(urlParameters(request, path));
  const body = await readJsonBody(request, limits);
  return body === undefined ? null : toParams(body);
}

function toParams(given: unknown): OperationParams {
  const { data, error } = parameters.safeParse(given);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'The request' : issue.path.join('.');
  throw new RequestError(400, `${place}: ${issue?.message ?? 'expected a GraphQL request'}.`);
}

/** A page of another origin cannot send them without a preflight. A non-empty value in either is enough. */
const csrfHeaders = [preflightHeader, 'x-apollo-operation-name'];

function urlParameters(request: IncomingMessage, path: string): Record<string, unknown> {
  const { headers, search } = toApolloRequest(request, querystringOf(request.url ?? '', path) ?? '', null);
  if (!csrfHeaders.some((name) => (headers.get(name) ?? '') !== '')) {
    throw new RequestError(400, `CSRF check failed: send a non-empty "${preflightHeader}" header.`);
  }
  const given = new URLSearchParams(search);
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(parameters.shape)) {
    const [value, more] = given.getAll(name);
    if (more !== undefined) throw new RequestError(400, `${name}: expected once, got more than once.`);
    if (value === undefined) continue;
    found[name] = name === 'variables' || name === 'extensions' ? parseParameter(name, value) : value;
  }
  return found;
}

function parseParameter(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(400, `${name}: expected JSON.`);
  }
}
