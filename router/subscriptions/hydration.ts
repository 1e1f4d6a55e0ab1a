import { GraphQLError } from 'graphql';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import type { RouterContext } from '../context.ts';
import { formatError } from '../errors.ts';
import type { ErrorFormatter } from '../errors.ts';
import type { PreparedSubscription } from './prepare.ts';

/** What came of asking for an entity with a subscriber's selection and rights. */
export type Hydration =
  | { kind: 'state'; version: number; result: FormattedExecutionResult }
  /** There is no such entity, or version of it, for this caller. */
  | { kind: 'missing' }
  /** The caller will not get it, however often it is asked for. */
  | { kind: 'refused'; result: FormattedExecutionResult }
  /** It could not be asked for; another time it may. */
  | { kind: 'failed'; result: FormattedExecutionResult };

/** Codes of faults that pass. */
const passing: unknown[] = [
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'SUBGRAPH_INVALID_RESPONSE',
  'INTERNAL_SERVER_ERROR',
];

/** Gets an entity, as it stands (`<id>`) or at one version (`<id>@<version>`), as a subscriber asked for it. */
export async function hydrate(options: {
  subscription: PreparedSubscription;
  snapshot: string;
  variables: Record<string, unknown>;
  context: RouterContext;
  format: ErrorFormatter;
}): Promise<Hydration> {
  const { subscription, snapshot, variables, context, format } = options;
  const { plan, responseName, versionAlias } = subscription;
  let answer: ExecutionResult;
  try {
    answer = await plan.execute({ snapshot, variables, context });
  } catch (error) {
    answer = { errors: [error instanceof GraphQLError ? error : new GraphQLError(String(error))] };
  }
  const errors = (answer.errors ?? []).map((error) => formatError(format, error));
  const entity = answer.data?.[responseName] as Record<string, unknown> | null | undefined;
  const version = entity?.[versionAlias];
  if (entity !== undefined && entity !== null && typeof version === 'number') {
    const { [versionAlias]: _asked, ...asAsked } = entity;
    const data = { ...answer.data, [responseName]: asAsked };
    return { kind: 'state', version, result: errors.length === 0 ? { data } : { errors, data } };
  }
  // What the subgraphs did not have, and said nothing of, is missed only when the response is put together.
  const faults = (answer.errors ?? []).filter(({ extensions }) => extensions['serviceName'] !== undefined);
  if (faults.length === 0 && answer.data !== undefined) return { kind: 'missing' };
  const [first] = errors;
  if (first === undefined) return { kind: 'missing' };
  const final = errors.find(({ extensions }) => !passing.includes(extensions?.['code']));
  return final === undefined
    ? { kind: 'failed', result: { errors: [first], data: null } }
    : { kind: 'refused', result: { errors: [final], data: null } };
}
