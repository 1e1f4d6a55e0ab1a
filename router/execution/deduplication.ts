import { OperationTypeNode } from 'graphql';
import type { ExecutionResult } from 'graphql';
import { pause } from '../../platform/resilience/pause.ts';
import type { RouterContext } from '../context.ts';
import { isShallow } from '../json.ts';
import { InFlight } from '../subgraphs/in-flight.ts';
import type { Gather, SharingTerms } from '../subgraphs/in-flight.ts';
import type { CompiledOperation } from './operation.ts';

type Execute = (
  operation: CompiledOperation,
  variables: Readonly<Record<string, unknown>>,
  context: RouterContext,
) => Promise<ExecutionResult>;

/** The data of results that several requests share. */
const sharedData = new WeakSet();

/** Equal queries that arrive later wait until one has ended. */
const maxEqualExecutions = 4;

/** True for the data of a result that several requests share: they can share its JSON too. */
export function isSharedData(data: object): boolean {
  return sharedData.has(data);
}

/**
 * Lets equal queries of a caller share an execution. It begins at the end of a turn of the event loop, and each of them has
 * arrived before. Subgraphs get the request id and the client address of the first query.
 */
export function deduplicateExecutions(execute: Execute, terms: SharingTerms): Execute {
  const inFlight = new WeakMap<CompiledOperation, InFlight<ExecutionResult>>();
  const gather = gatherTurns(terms.joinableMs);

  function inFlightOf(operation: CompiledOperation): InFlight<ExecutionResult> {
    let same = inFlight.get(operation);
    if (same === undefined) {
      same = new InFlight(terms, gather);
      inFlight.set(operation, same);
    }
    return same;
  }

  return async (operation, variables, context) => {
    // A mutation's result is read after its effect, so its fetches join no request that was sent before.
    if (isMutation(operation)) return execute(operation, variables, { ...context, arrivedMs: Infinity });
    // An aborted signal calls no listener: the shared execution would count this request as waiting for ever.
    const key = context.signal.aborted ? null : keyOf(operation, variables, context);
    if (key === null) return execute(operation, variables, context);
    const { result, isShared } = await inFlightOf(operation).join(key, context, (sharers) =>
      execute(operation, variables, { ...context, ...sharers }),
    );
    if (isShared && typeof result.data === 'object' && result.data !== null) sharedData.add(result.data);
    return result;
  };
}

/**
 * Gathers equal queries until the end of a turn of the event loop. If several executions are in flight already, it first
 * waits until one has ended: a slow subgraph gets few equal requests, and no query waits long.
 */
function gatherTurns(maxWaitMs: number): Gather {
  let turn: Promise<number> | null = null;

  function endOfTurn(): Promise<number> {
    turn ??= new Promise((resolve) => {
      setImmediate(() => {
        turn = null;
        resolve(performance.now());
      });
    });
    return turn;
  }

  return (equal) =>
    equal.length < maxEqualExecutions ? endOfTurn() : oneEnds(equal, maxWaitMs).then(endOfTurn);
}

async function oneEnds(results: readonly Promise<unknown>[], maxWaitMs: number): Promise<void> {
  const ended = new AbortController();
  const ends = Promise.race(results).catch(() => undefined);
  await Promise.race([ends, pause(maxWaitMs, ended.signal)]);
  ended.abort();
}

function isMutation({ definition: { operation } }: CompiledOperation): boolean {
  return operation === OperationTypeNode.MUTATION;
}

/** @returns null for queries with deeply nested variables */
function keyOf(
  { definition: { variableDefinitions = [] } }: CompiledOperation,
  variables: Readonly<Record<string, unknown>>,
  { caller }: RouterContext,
): string | null {
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
