import { GraphQLError } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import { createErrorFormatter, graphqlError } from '../platform/errors.ts';
import type { Logger } from '../platform/log.ts';

/** Turns an error into what a client gets of it. */
export type ErrorFormatter = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** What subgraphs put into `extensions` that is nobody's business. */
const internals = ['stacktrace', 'exception', 'debug', 'trace'];
/** Codes that say nothing but that something failed; the message behind them may be anything. */
const uncoded = [undefined, 'INTERNAL_SERVER_ERROR', 'DOWNSTREAM_SERVICE_ERROR'];

/**
 * The one way for an error to leave the router. Errors that a subgraph gave a code are meant for clients and go as they
 * are; what bears no code is masked, unless `exposeSubgraphErrors`.
 */
export function createRouterErrorFormatter(
  logger: Logger,
  { exposeSubgraphErrors }: { exposeSubgraphErrors: boolean },
): ErrorFormatter {
  const mask = createErrorFormatter(logger);
  return (formatted, error) => {
    const extensions = Object.fromEntries(
      Object.entries(formatted.extensions ?? {}).filter(([name]) => !internals.includes(name)),
    );
    const { code, serviceName, limit } = extensions;
    if ((limit !== undefined && serviceName === undefined) || tooManyTokens(formatted.message)) {
      return { message: formatted.message, extensions: { ...extensions, code: 'OPERATION_TOO_LARGE' } };
    }
    const fromSubgraph = typeof serviceName === 'string';
    const meantForClients = typeof code === 'string' && !uncoded.includes(code);
    if (fromSubgraph && (meantForClients || exposeSubgraphErrors)) return { ...formatted, extensions };
    return mask({ ...formatted, extensions }, error);
  };
}

/** graphql's parser, given `maxTokens`, says it in words alone. */
function tooManyTokens(message: string): boolean {
  return /^Syntax Error: Document contains more tha[nt] \d+ tokens\. Parsing aborted\.$/.test(message);
}

/** An error of ours, or anything else thrown, as a client gets it. */
export function formatThrown(format: ErrorFormatter, thrown: unknown): GraphQLFormattedError {
  const error =
    thrown instanceof GraphQLError
      ? thrown
      : new GraphQLError(thrown instanceof Error ? thrown.message : String(thrown), {
          originalError: thrown instanceof Error ? thrown : undefined,
        });
  const { http: _http, ...extensions } = error.extensions;
  return format({ ...error.toJSON(), extensions }, thrown);
}

/** As `graphqlError`, with the HTTP status that Apollo Server answers with. */
export function withStatus(error: GraphQLError, status: number): GraphQLError {
  return new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status } } });
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
