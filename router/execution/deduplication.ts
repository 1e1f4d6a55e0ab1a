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

/** An execution under way, and how many wait for it. */
interface Shared {
  result: Promise<ExecutionResult>;
  abort: ClientAbort;
  waiting: number;
}

/**
 * Lets equal queries of one caller that are under way at the same time share one execution: nothing is kept once it is
 * done. What subgraphs get bears the id and the address of the first of them. It goes on for as long as anybody waits.
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

/** What equal queries have in common besides the document; null for what is not shared. */
function keyOf(
  { definition: { operation, variableDefinitions = [] } }: CompiledOperation,
  variables: Readonly<Record<string, unknown>>,
  { caller }: RouterContext,
): string | null {
  if (operation.toString() !== 'query') return null;
  let key = JSON.stringify(caller);
  // Others that a client sends besides change nothing.
  for (const { variable } of variableDefinitions) {
    const name = variable.name.value;
    if (!Object.hasOwn(variables, name)) continue;
    if (!isShallow(variables[name])) return null;
    key += `${name}:${JSON.stringify(variables[name])}`;
  }
  return key;
}
