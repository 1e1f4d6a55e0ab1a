import type { DocumentNode } from 'graphql';
import type { RouterContext } from '../context.ts';
import { compileOperation } from './operation.ts';
import type { CompiledOperation, ExecutionResult, GraphSurroundings } from './operation.ts';
import { deduplicateExecutions } from './deduplication.ts';

/** Executes queries and mutations on one graph. */
export interface Executor {
  /**
   * What goes wrong is in the result.
   * @param request.document valid against the graph's schema
   * @throws GraphQLError where there is no such operation in the document
   */
  execute(request: {
    document: DocumentNode;
    operationName: string | undefined;
    variables: Readonly<Record<string, unknown>>;
    context: RouterContext;
  }): Promise<ExecutionResult>;
}

/**
 * An executor that plans and compiles each operation once, for as long as Apollo Server keeps its document by the hash of
 * its text, and there is room for its plans.
 * @param options.share whether equal queries under way at once share one execution
 */
export function createExecutor(around: GraphSurroundings, { share }: { share: boolean }): Executor {
  const run = share ? deduplicateExecutions(execute) : execute;
  const compiled = new WeakMap<DocumentNode, Map<string | undefined, CompiledOperation>>();

  function operationOf(document: DocumentNode, name: string | undefined): CompiledOperation {
    let byName = compiled.get(document);
    if (byName === undefined) {
      byName = new Map();
      compiled.set(document, byName);
    }
    let operation = byName.get(name);
    if (operation === undefined) {
      operation = compileOperation(document, name, around);
      byName.set(name, operation);
    }
    return operation;
  }

  return {
    async execute({ document, operationName, variables, context }) {
      return run(operationOf(document, operationName), variables, context);
    },
  };
}

function execute(
  operation: CompiledOperation,
  variables: Readonly<Record<string, unknown>>,
  context: RouterContext,
): Promise<ExecutionResult> {
  return operation.execute({ variables, context });
}
