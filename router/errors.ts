import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { createErrorFormatter, graphqlError, overloaded } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';

/**
 * The most errors in a response. An error costs more memory than the invalid value that it reports, and a subgraph may
 * send as many invalid values as fit into its response.
 */
export const maxErrors = 1_000;

/** Converts an error to the form that clients receive. */
export type ErrorFormatter = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** Extensions of subgraph errors that stay inside. */
const internalExtensions = ['stacktrace', 'exception', 'debug', 'trace'];
/** Codes of unexpected errors, whose messages may contain internals. */
const unexpectedCodes = [undefined, 'INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR'];

/** Request ids by error. Deduplicated requests share errors: their ids are in the order of their responses. */
const requestIds = new WeakMap<object, string[]>();

/** Records the request of an error, for the log. */
export function recordRequestId(error: object, requestId: string): void {
  const others = requestIds.get(error);
  if (others === undefined) requestIds.set(error, [requestId]);
  else others.push(requestId);
}

/**
 * Formats every error that leaves the router. Subgraph errors with a code pass unchanged. Errors without a code are logged
 * and masked, unless `exposeSubgraphErrors`.
 */
export function createRouterErrorFormatter(
  logger: Logger,
  { exposeSubgraphErrors }: { exposeSubgraphErrors: boolean },
): ErrorFormatter {
  const mask = createErrorFormatter(logger);
  const maskFor = (error: unknown) => {
    const requestId =
      typeof error === 'object' && error !== null ? requestIds.get(error)?.shift() : undefined;
    return requestId === undefined ? mask : createErrorFormatter(logger.child({ requestId }));
  };
  return (given, error) => {
    const formatted = withoutSecrets(withoutFetchPath(given));
    const extensions = Object.fromEntries(
      Object.entries(formatted.extensions ?? {}).filter(([name]) => !internalExtensions.includes(name)),
    );
    const { code, serviceName, limit } = extensions;
    if (code === 'GRAPHQL_PARSE_FAILED' && stackOverflow.test(formatted.message)) {
      return { message: 'The operation is nested too deeply.', extensions: { code: 'OPERATION_TOO_LARGE' } };
    }
    const fromRouter = serviceName === undefined;
    if (fromRouter && limit !== undefined) {
      return { message: formatted.message, extensions: { ...extensions, code: 'OPERATION_TOO_LARGE' } };
    }
    const [, count, counted] = (fromRouter ? tooManyTokens.exec(formatted.message) : null) ?? [];
    if (count !== undefined && counted !== undefined) {
      const message = `The document has more than ${count} ${counted} (LIMIT_TOKENS).`;
      return { message, extensions: { limit: counted, code: 'OPERATION_TOO_LARGE' } };
    }
    const fromSubgraph = typeof serviceName === 'string';
    const meantForClients = typeof code === 'string' && !unexpectedCodes.includes(code);
    if (fromSubgraph && (meantForClients || exposeSubgraphErrors)) return { ...formatted, extensions };
    return maskFor(error)({ ...formatted, extensions }, error);
  };
}

/** Cuts the path at `_entities`: what follows belongs to a fetch that clients do not see. */
function withoutFetchPath(error: GraphQLFormattedError): GraphQLFormattedError {
  const at = error.path?.indexOf('_entities') ?? -1;
  return at === -1 ? error : { ...error, path: error.path?.slice(0, at) ?? [] };
}

/** Removes the value from graphql's message about an invalid variable, unless it cannot contain a secret. */
function withoutSecrets(error: GraphQLFormattedError): GraphQLFormattedError {
  const [, start, reason] = invalidVariable.exec(error.message) ?? [];
  if (start === undefined || !/password|token/i.test(error.message)) return error;
  return {
    ...error,
    message: `${start}${reason ?? '.'} The value is not shown because it may contain secrets.`,
  };
}

/** A value cannot imitate the reason at the end: quotes inside it are escaped. */
const invalidVariable =
  /^(Variable "\$\w+" got invalid value) [^]*?(; Field "\w+" of required type "[\w[\]!]+" was not provided\.)?$/;

/** graphql's parser is recursive. */
const stackOverflow = /maximum call stack/i;

/** graphql's parser reports its limits of tokens and comments without a code. */
const tooManyTokens =
  /^Syntax Error: Document contains more tha[nt] (\d+) (tokens|comments)\. Parsing aborted\.$/;

/** Formats any thrown value. */
export function formatError(format: ErrorFormatter, thrown: unknown): GraphQLFormattedError {
  const error =
    thrown instanceof GraphQLError
      ? thrown
      : new GraphQLError(thrown instanceof Error ? thrown.message : String(thrown), {
          originalError: thrown instanceof Error ? thrown : undefined,
        });
  const { http: _http, ...extensions } = error.extensions;
  return format({ ...error.toJSON(), extensions }, thrown);
}

/**
 * A failed request to a subgraph. The message contains nothing of its response.
 * @param details `sent: false` tells clients that the subgraph got no request: a mutation had no effect
 */
export function subgraphError(
  code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT' | 'SUBGRAPH_INVALID_RESPONSE',
  subgraph: string,
  details: { sent?: false } = {},
): GraphQLError {
  const messages = {
    SUBGRAPH_UNAVAILABLE: `The subgraph ${subgraph} is unavailable.`,
    SUBGRAPH_TIMEOUT: `The subgraph ${subgraph} did not respond in time.`,
    SUBGRAPH_INVALID_RESPONSE: `The subgraph ${subgraph} sent an invalid response.`,
  };
  return graphqlError(code, messages[code], { serviceName: subgraph, ...details });
}

/** The request was not sent to the subgraph, or the subgraph refused it before it began. */
export function subgraphOverloaded(subgraph: string): GraphQLError {
  const message = `The subgraph ${subgraph} has more requests than it can answer in time. Try again.`;
  return overloaded(message, { serviceName: subgraph, sent: false });
}

/** The subgraph was not called, because it did not answer before. */
export function circuitOpen(subgraph: string): GraphQLError {
  const message = `The subgraph ${subgraph} is unavailable: nothing was sent to it. Try again.`;
  return graphqlError('SUBGRAPH_UNAVAILABLE', message, {
    serviceName: subgraph,
    reason: 'CIRCUIT_OPEN',
    sent: false,
  });
}
