import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';
import { z } from 'zod';
import { preflightProof } from './csrf.ts';
import { httpRequest, searchOf } from './graphql-request.ts';
import { readJsonBody, RequestRefused } from './request-body.ts';
import type { OperationParams } from '../subscriptions/operations.ts';

export const eventStreamType = 'text/event-stream; charset=utf-8';

const parameters = z.object({
  query: z.string().min(1),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  extensions: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * The operation that an event stream is asked for with, under the rules for requests at `/graphql`: a foreign page can
 * send none without a preflight (docs/decisions/2026-11-21-csrf-check-without-a-header.md).
 * @returns null where the client left before it had sent it
 * @throws RequestRefused with status 400, 405, 406, 413 or 415
 */
export async function readOperation(
  request: IncomingMessage,
  { path, bodyLimitBytes }: { path: string; bodyLimitBytes: number },
): Promise<OperationParams | null> {
  const { method = '', headers } = request;
  if (method !== 'POST' && method !== 'GET') {
    const message = `An event stream is asked for by GET and POST, not by ${method}.`;
    throw new RequestRefused(405, message, ['allow', 'GET, POST']);
  }
  const { accept = '' } = headers;
  if (accept !== '' && new Negotiator({ headers }).mediaType([eventStreamType]) === undefined) {
    throw new RequestRefused(406, 'Accept: expected text/event-stream among the media types.');
  }
  if (method === 'GET') return paramsOf(parametersInUrl(request, path));
  const body = await readJsonBody(request, bodyLimitBytes);
  return body === undefined ? null : paramsOf(body);
}

function paramsOf(given: unknown): OperationParams {
  const { data, error } = parameters.safeParse(given);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  const place = issue === undefined || issue.path.length === 0 ? 'The request' : issue.path.join('.');
  throw new RequestRefused(400, `${place}: ${issue?.message ?? 'this is no operation'}.`);
}

/** Headers that no foreign page can send without a preflight; it is enough that one of them says anything. */
const proofs = [preflightProof, 'x-apollo-operation-name'];

function parametersInUrl(request: IncomingMessage, path: string): Record<string, unknown> {
  const { headers, search } = httpRequest(request, searchOf(request.url ?? '', path) ?? '', null);
  if (!proofs.some((name) => (headers.get(name) ?? '') !== '')) {
    throw new RequestRefused(
      400,
      `A foreign page could have sent this: say anything in ${proofs.join(' or ')}.`,
    );
  }
  const given = new URLSearchParams(search);
  const found: Record<string, unknown> = {};
  for (const name of Object.keys(parameters.shape)) {
    const [value, more] = given.getAll(name);
    if (more !== undefined) throw new RequestRefused(400, `${name}: expected once, got more than once.`);
    if (value === undefined) continue;
    found[name] = name === 'variables' || name === 'extensions' ? jsonIn(name, value) : value;
  }
  return found;
}

function jsonIn(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestRefused(400, `${name}: expected JSON.`);
  }
}
