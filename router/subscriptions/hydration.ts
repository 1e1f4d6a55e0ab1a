import { GraphQLError } from 'graphql';
import type { FormattedExecutionResult } from 'graphql';
import type { RouterContext } from '../context.ts';
import { formatError } from '../errors.ts';
import type { ErrorFormatter } from '../errors.ts';
import type { PreparedSubscription } from './prepare.ts';

/** An entity with a subscriber's selection and rights. */
export type Hydration =
  | { outcome: 'state'; version: number; result: FormattedExecutionResult }
  /** The entity, or that version of it, does not exist for this caller. */
  | { outcome: 'missing' }
  /** A permanent error, such as FORBIDDEN. */
  | { outcome: 'refused'; result: FormattedExecutionResult }
  /** A transient error. */
  | { outcome: 'failed'; result: FormattedExecutionResult };

const transientCodes: unknown[] = [
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'SUBGRAPH_INVALID_RESPONSE',
  'CALLER_REFUSED',
  'STORE_UNAVAILABLE',
  'OVERLOADED',
  'RATE_LIMITED',
  'INTERNAL_SERVER_ERROR',
];

/** @param options.snapshot `<id>` for the current state, `<id>@<version>` for a version */
export async function hydrate(options: {
  subscription: PreparedSubscription;
  snapshot: string;
  variables: Record<string, unknown>;
  context: RouterContext;
  format: ErrorFormatter;
}): Promise<Hydration> {
  const { subscription, snapshot, variables, context, format } = options;
  const { plan, responseName, versionAlias } = subscription;
  const response = await plan
    .execute({ snapshot, variables, context })
    .catch((error: unknown) => ({ data: undefined, errors: [toGraphqlError(error)] }));
  const errors = (response.errors ?? []).map((error) => formatError(format, error));
  const entity = response.data?.[responseName] as Record<string, unknown> | null | undefined;
  const version = entity?.[versionAlias];
  if (entity !== undefined && entity !== null && typeof version === 'number') {
    const { [versionAlias]: _version, ...selected } = entity;
    const data = { ...response.data, [responseName]: selected };
    return { outcome: 'state', version, result: errors.length === 0 ? { data } : { errors, data } };
  }
  // Without a failed subgraph, the errors only report the missing entity as an invalid null.
  const subgraphErrors = (response.errors ?? []).filter(
    ({ extensions }) => extensions['serviceName'] !== undefined,
  );
  if (subgraphErrors.length === 0 && response.data !== undefined) return { outcome: 'missing' };
  const [first] = errors;
  if (first === undefined) return { outcome: 'missing' };
  const permanent = errors.find(({ extensions }) => !transientCodes.includes(extensions?.['code']));
  return permanent === undefined
    ? { outcome: 'failed', result: { errors: [first], data: null } }
    : { outcome: 'refused', result: { errors: [permanent], data: null } };
}

/** For a subscription that is not planned on the current graph. */
export function unplanned(error: unknown, result: FormattedExecutionResult): Hydration {
  const code = error instanceof GraphQLError ? error.extensions['code'] : undefined;
  return { outcome: transientCodes.includes(code) ? 'failed' : 'refused', result };
}

function toGraphqlError(error: unknown): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError(String(error));
}
