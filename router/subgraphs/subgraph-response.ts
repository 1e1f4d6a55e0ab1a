import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from '../../platform/log.ts';
import { maxErrors, subgraphError } from '../errors.ts';
import { isJsonObject, isShallow } from '../json.ts';

export interface SubgraphResponse {
  data?: Record<string, unknown> | null;
  errors?: GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
}

/** Codes of a subgraph that refuses the router's operation. The client has no part in that. */
const refusalCodes = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'];

/**
 * True for the statuses by which a proxy, or a server that drains, says that the request reached no live server. A 500
 * concerns one operation. (Envoy's outlier detection tells them apart as "consecutive gateway failures".)
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.6
 */
export function isGatewayFailure(status: number): boolean {
  return status >= 502 && status <= 504;
}

/** True if the subgraph itself refused the request before it began, because of its load: it is alive. */
export function isOverloadRefusal({ status, body }: { status: number; body: string }): boolean {
  return status === 503 && body.includes('"OVERLOADED"');
}

/**
 * Parses and checks a subgraph's response.
 * @throws GraphQLError SUBGRAPH_UNAVAILABLE for a gateway failure; SUBGRAPH_INVALID_RESPONSE if it is not a GraphQL
 * response, or has another status of 500 or more
 */
export function readSubgraphResponse(
  subgraph: string,
  status: number,
  body: string,
  logger: Logger,
): SubgraphResponse {
  const response = status >= 500 ? null : parseResponse(body);
  const refused = response?.errors?.find(({ extensions }) =>
    refusalCodes.includes(String(extensions?.['code'])),
  );
  if (response !== null && refused === undefined) return response;
  logger.warn(
    { subgraph, status, refusal: refused?.message, start: body.slice(0, 200) },
    'invalid subgraph response',
  );
  throw subgraphError(
    isGatewayFailure(status) ? 'SUBGRAPH_UNAVAILABLE' : 'SUBGRAPH_INVALID_RESPONSE',
    subgraph,
  );
}

function parseResponse(body: string): SubgraphResponse | null {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return null;
  }
  if (!isJsonObject(json)) return null;
  const { data, errors, extensions } = json;
  if (data !== undefined && data !== null && !isJsonObject(data)) return null;
  if (errors !== undefined && !(Array.isArray(errors) && errors.every(isError))) return null;
  if (data === undefined && errors === undefined) return null;
  return {
    ...(data === undefined ? {} : { data }),
    // Some subgraphs send an empty list, against the specification.
    ...(errors === undefined || errors.length === 0
      ? {}
      : { errors: errors.slice(0, maxErrors).map(sanitizeError) }),
    ...(isJsonObject(extensions) ? { extensions } : {}),
  };
}

function isError(value: unknown): value is GraphQLFormattedError {
  return isJsonObject(value) && typeof value['message'] === 'string';
}

/**
 * Removes `locations`, which are positions in the router's operation, and `extensions.http`, by which a subgraph would
 * set the status of Apollo Server's response.
 */
function sanitizeError({ message, path, extensions }: GraphQLFormattedError): GraphQLFormattedError {
  const error = { message, ...(isPath(path) ? { path } : {}) };
  if (!isJsonObject(extensions) || !isShallow(extensions)) return error;
  const { http: _http, ...others } = extensions;
  return { ...error, extensions: others };
}

function isPath(path: unknown): path is (string | number)[] {
  return (
    Array.isArray(path) &&
    path.every((part) => typeof part === 'string' || (Number.isSafeInteger(part) && Number(part) >= 0))
  );
}
