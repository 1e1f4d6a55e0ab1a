import type { GraphQLError } from 'graphql';
import { subgraphError } from '../errors.ts';
import type { FetchOutcome } from '../metrics.ts';

/** Kinds of undici's errors. `unanswered`: the connection failed, so that the request may be repeated. */
export type FailureKind = 'timeout' | 'invalid' | 'unanswered';

const timeoutCodes = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'];
/** The HTTP parser has codes of its own: `HPE_…`. */
const limitCodes = ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'UND_ERR_HEADERS_OVERFLOW'];

export function failureKind(error: unknown): FailureKind {
  const code = errorCode(error);
  if (timeoutCodes.includes(code)) return 'timeout';
  return code.startsWith('HPE_') || limitCodes.includes(code) ? 'invalid' : 'unanswered';
}

export function failureError(subgraph: string, kind: FailureKind, wasSent: boolean): GraphQLError {
  if (kind === 'invalid') return subgraphError('SUBGRAPH_INVALID_RESPONSE', subgraph);
  const code = kind === 'timeout' ? 'SUBGRAPH_TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
  return subgraphError(code, subgraph, wasSent ? {} : { sent: false });
}

/** @returns '' for an error without a code */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** For metrics. */
export function outcomeOf({ extensions: { code, reason } }: GraphQLError): FetchOutcome {
  if (reason === 'CIRCUIT_OPEN') return 'refused';
  if (code === 'OVERLOADED') return 'overloaded';
  if (code === 'SUBGRAPH_TIMEOUT') return 'timeout';
  return code === 'SUBGRAPH_INVALID_RESPONSE' ? 'invalid' : 'unavailable';
}
