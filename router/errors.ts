import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { createErrorFormatter, graphqlError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';

/**
 * The most errors in one response. An error costs more memory than the invalid value that it reports, and a subgraph may
 * send as many invalid values as fit into its response.
 */
export const maxErrors = 1_000;

/** Turns an error into what a client gets of it. */
export type ErrorFormatter = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** What subgraphs put into `extensions` that is nobody's business. */
const internals = ['stacktrace', 'exception', 'debug', 'trace'];
/** Codes that say nothing but that something failed; the message behind them may be anything. */
const uncoded = [undefined, 'INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR'];

/** The requests that errors came up in: several where they share an execution, in the order that they get its errors. */
const requestIds = new WeakMap<object, string[]>();

/** Notes the request that an error came up in, for the log. */
export function recordRequestId(error: object, requestId: string): void {
  const others = requestIds.get(error);
  if (others === undefined) requestIds.set(error, [requestId]);
  else others.push(requestId);
}

/**
 * The one way for an error to leave the router. Errors that a subgraph gave a code are meant for clients and go as they
 * are; what bears no code is masked, unless `exposeSubgraphErrors`.
 */
export function createRouterErrorFormatter(
  logger: Logger,
  { exposeSubgraphErrors }: { exposeSubgraphErrors: boolean },
): ErrorFormatter {
  const mask = createErrorFormatter(logger);
  /** The log says which request an error that clients do not see is of. */
  const maskFor = (error: unknown) => {
    const requestId =
      typeof error === 'object' && error !== null ? requestIds.get(error)?.shift() : undefined;
    return requestId === undefined ? mask : createErrorFormatter(logger.child({ requestId }));
  };
  return (given, error) => {
    const formatted = withoutSecrets(withoutInnerPath(given));
    const extensions = Object.fromEntries(
      Object.entries(formatted.extensions ?? {}).filter(([name]) => !internals.includes(name)),
    );
    const { code, serviceName, limit } = extensions;
    if (code === 'GRAPHQL_PARSE_FAILED' && overflown.test(formatted.message)) {
      return { message: 'The operation is nested too deep.', extensions: { code: 'OPERATION_TOO_LARGE' } };
    }
    if (serviceName === undefined && (limit !== undefined || tooManyTokens(formatted.message))) {
      return { message: formatted.message, extensions: { ...extensions, code: 'OPERATION_TOO_LARGE' } };
    }
    const fromSubgraph = typeof serviceName === 'string';
    const meantForClients = typeof code === 'string' && !uncoded.includes(code);
    if (fromSubgraph && (meantForClients || exposeSubgraphErrors)) return { ...formatted, extensions };
    return maskFor(error)({ ...formatted, extensions }, error);
  };
}

/** Below an entity's own place, the path is that of a fetch that the client knows nothing of. */
function withoutInnerPath(error: GraphQLFormattedError): GraphQLFormattedError {
  const at = error.path?.indexOf('_entities') ?? -1;
  return at === -1 ? error : { ...error, path: error.path?.slice(0, at) ?? [] };
}

/** graphql shows the whole of a variable that is not as it should be, whatever is in it. A missing field is no secret. */
function withoutSecrets(error: GraphQLFormattedError): GraphQLFormattedError {
  const [, start, reason] = faultyVariable.exec(error.message) ?? [];
  if (start === undefined || !/password|token/i.test(error.message)) return error;
  return { ...error, message: `${start}${reason ?? '.'} The value is not shown, since it may hold secrets.` };
}

/** Nothing of a value looks like that at its end: quotes within it are escaped. */
const faultyVariable =
  /^(Variable "\$\w+" got invalid value) [^]*?(; Field "\w+" of required type "[\w[\]!]+" was not provided\.)?$/;

/** The parser calls itself for what is within. */
const overflown = /maximum call stack/i;

/** graphql's parser, given `maxTokens`, says it in words alone. */
function tooManyTokens(message: string): boolean {
  return /^Syntax Error: Document contains more tha[nt] \d+ tokens\. Parsing aborted\.$/.test(message);
}

/** An error of ours, or anything else thrown, as a client gets it. */
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

/** A subgraph did not answer as it must. The message names it, and nothing of what it said. */
export function subgraphError(
  code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT' | 'SUBGRAPH_INVALID_RESPONSE',
  subgraph: string,
): GraphQLError {
  const messages = {
    SUBGRAPH_UNAVAILABLE: `The subgraph ${subgraph} cannot be reached.`,
    SUBGRAPH_TIMEOUT: `The subgraph ${subgraph} took too long to answer.`,
    SUBGRAPH_INVALID_RESPONSE: `The subgraph ${subgraph} gave an answer that cannot be used.`,
  };
  return graphqlError(code, messages[code], { serviceName: subgraph });
}
