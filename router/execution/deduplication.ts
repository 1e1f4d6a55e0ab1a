import type { ExecutionResult } from 'graphql';
import type { RouterContext } from '../context.ts';
import { ClientAbort } from '../client-abort.ts';
import { isShallow } from '../json.ts';
import type { CompiledOperation } from './operation.ts';

type Execute = (
  operation: CompiledOperation,
  variables: Readonly<Record<string, unknown>>,
  context: RouterContext,
) => Promise<ExecutionResult>;

/** An execution in flight. */
interface Shared {
  result: Promise<ExecutionResult>;
  abort: ClientAbort;
  /** Requests that wait for the result. */
  waiting: number;
}

/**
 * Deduplicates equal queries of the same caller in flight: they share an execution. Subgraphs get the request id and
 * client address of the first request. The execution is aborted when all clients have closed their connections.
 */
export function deduplicateExecutions(execute: Execute): Execute {
  const underWay = new WeakMap<CompiledOperation, Map<string, Shared>>();

  function begin(
    operation: CompiledOperation,
    key: string,
    variables: Readonly<Record<string, unknown>>,
    context: RouterContext,
  ): Shared {
    const abort = new ClientAbort();
    const result = execute(operation, variables, { ...context, signal: abort });
    const shared = { result, abort, waiting: 0 };
    const others = underWay.get(operation) ?? new Map<string, Shared>();
    underWay.set(operation, others);
    others.set(key, shared);
    const end = () => {
      if (others.get(key) === shared) others.delete(key);
    };
    result.then(end, end);
    return shared;
  }

  return async (operation, variables, context) => {
    // An aborted signal calls no listener: the shared execution would count this request as waiting for ever.
    const key = context.signal.aborted ? null : keyOf(operation, variables, context);
    if (key === null) return execute(operation, variables, context);
    const known = underWay.get(operation)?.get(key);
    const shared =
      known === undefined || known.abort.aborted ? begin(operation, key, variables, context) : known;
    shared.waiting += 1;
    const leave = () => {
      shared.waiting -= 1;
      if (shared.waiting === 0) shared.abort.abort();
    };
    context.signal.addEventListener('abort', leave);
    try {
      return await shared.result;
    } finally {
      context.signal.removeEventListener('abort', leave);
    }
  };
}

/** @returns null for operations that are not shared: mutations, and queries with deeply nested variables */
function keyOf(
  { definition: { operation, variableDefinitions = [] } }: CompiledOperation,
  variables: Readonly<Record<string, unknown>>,
  { caller }: RouterContext,
): string | null {
  if (operation.toString() !== 'query') return null;
  let key = JSON.stringify(caller);
  // Variables that the operation does not define have no effect.
  for (const { variable } of variableDefinitions) {
    const name = variable.name.value;
    if (!Object.hasOwn(variables, name)) continue;
    if (!isShallow(variables[name])) return null;
    key += `${name}:${JSON.stringify(variables[name])}`;
  }
  return key;
}
