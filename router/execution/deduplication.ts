import type { ExecutionResult } from 'graphql';
import type { RouterContext } from '../context.ts';
import { isShallow } from '../json.ts';
import { InFlight } from '../subgraphs/in-flight.ts';
import type { SharingTerms } from '../subgraphs/in-flight.ts';
import type { CompiledOperation } from './operation.ts';

type Execute = (
  operation: CompiledOperation,
  variables: Readonly<Record<string, unknown>>,
  context: RouterContext,
) => Promise<ExecutionResult>;

/** The data of results that several requests share. */
const sharedData = new WeakSet();

/** True for the data of a result that several requests share: they can share its JSON too. */
export function isSharedData(data: object): boolean {
  return sharedData.has(data);
}

/**
 * Deduplicates equal queries of the same caller in flight: they share an execution. Subgraphs get the request id and
 * client address of the first request.
 */
export function deduplicateExecutions(execute: Execute, terms: SharingTerms): Execute {
  const inFlight = new WeakMap<CompiledOperation, InFlight<ExecutionResult>>();

  function inFlightOf(operation: CompiledOperation): InFlight<ExecutionResult> {
    let same = inFlight.get(operation);
    if (same === undefined) {
      same = new InFlight(terms);
      inFlight.set(operation, same);
    }
    return same;
  }

  return async (operation, variables, context) => {
    // An aborted signal calls no listener: the shared execution would count this request as waiting for ever.
    const key = context.signal.aborted ? null : keyOf(operation, variables, context);
    if (key === null) return execute(operation, variables, context);
    const { result, isShared } = await inFlightOf(operation).join(key, context.signal, (signal) =>
      execute(operation, variables, { ...context, signal }),
    );
    if (isShared && typeof result.data === 'object' && result.data !== null) sharedData.add(result.data);
    return result;
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
