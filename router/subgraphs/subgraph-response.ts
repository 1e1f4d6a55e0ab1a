import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from '../../platform/log.ts';
import { maxErrors, subgraphError } from '../errors.ts';
import { isJsonObject, isShallow } from '../json.ts';

/** What a subgraph answers: a GraphQL response. */
export interface SubgraphResponse {
  data?: Record<string, unknown> | null;
  errors?: GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
}

/** A subgraph that will not have our request as such: our fault or its, never the client's. */
const refusals = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'];

/**
 * Takes a subgraph's answer for what it is.
 * @throws GraphQLError SUBGRAPH_INVALID_RESPONSE where it is not a GraphQL response, or an error of HTTP's
 */
export function readSubgraphResponse(
  subgraph: string,
  status: number,
  body: string,
  logger: Logger,
): SubgraphResponse {
  const answer = status >= 500 ? null : parsed(body);
  const refused = answer?.errors?.find(({ extensions }) => refusals.includes(String(extensions?.['code'])));
  if (answer !== null && refused === undefined) return answer;
  logger.warn(
    { subgraph, status, refusal: refused?.message, start: body.slice(0, 200) },
    'a subgraph gave an answer that cannot be used',
  );
  throw subgraphError('SUBGRAPH_INVALID_RESPONSE', subgraph);
}

function parsed(body: string): SubgraphResponse | null {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return null;
  }
  if (!isJsonObject(answer)) return null;
  const { data, errors, extensions } = answer;
  if (data !== undefined && data !== null && !isJsonObject(data)) return null;
  if (errors !== undefined && !(Array.isArray(errors) && errors.every(isError))) return null;
  if (data === undefined && errors === undefined) return null;
  return {
    ...(data === undefined ? {} : { data }),
    // An empty list is no error (and against the specification).
    ...(errors === undefined || errors.length === 0
      ? {}
      : { errors: errors.slice(0, maxErrors).map(asSent) }),
    ...(isJsonObject(extensions) ? { extensions } : {}),
  };
}

function isError(value: unknown): value is GraphQLFormattedError {
  return isJsonObject(value) && typeof value['message'] === 'string';
}

/**
 * An error's `locations` are places in a document that the client has never seen. In `http` Apollo Server looks for the
 * status of its own answer, which is no subgraph's business.
 */
function asSent({ message, path, extensions }: GraphQLFormattedError): GraphQLFormattedError {
  const sent = { message, ...(isPath(path) ? { path } : {}) };
  if (!isJsonObject(extensions) || !isShallow(extensions)) return sent;
  const { http: _http, ...others } = extensions;
  return { ...sent, extensions: others };
}

function isPath(path: unknown): path is (string | number)[] {
  return (
    Array.isArray(path) &&
    path.every((part) => typeof part === 'string' || (Number.isSafeInteger(part) && Number(part) >= 0))
  );
}
