import { getOperationAST, getVariableValues, GraphQLError } from 'graphql';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { graphqlError, withStatus } from '../../platform/errors.ts';
import type { RouterContext } from '../context.ts';
import { withPlainConditions } from './constant-conditions.ts';
import { isShallow } from './data.ts';
import type { JsonObject } from './data.ts';
import { explanationsOf } from './explanations.ts';
import { fragmentsOf } from './fragments.ts';
import { compileIntrospection } from './introspection.ts';
import type { FetchNames } from './names.ts';
import { compilePlan } from './plan.ts';
import type { PlanSurroundings } from './plan.ts';
import type { FetchNode, Planner } from './planner.ts';
import { compileResponse } from './response.ts';
import type { Run } from './run.ts';
import { withTypesAsked } from './types-asked.ts';

/** What came of an operation. */
export interface ExecutionResult {
  /** Left out where the operation was not begun. */
  data?: JsonObject | null;
  errors?: readonly GraphQLError[];
}

/** An operation that is planned and compiled: the same for everybody who sends the same document. */
export interface CompiledOperation {
  definition: OperationDefinitionNode;
  /** The fetch that begins a subscription's plan: an event answers it. Null for all other operations. */
  primary: FetchNode | null;
  /**
   * Never rejects.
   * @param options.variables as the client sent them
   * @param options.data what is known already: what an event says, where one began it. It is changed
   */
  execute(options: {
    variables: Readonly<Record<string, unknown>>;
    context: RouterContext;
    data?: JsonObject;
  }): Promise<ExecutionResult>;
}

export interface GraphSurroundings extends Omit<PlanSurroundings, 'names'> {
  /** The names under which what a document asks for is fetched. */
  namesIn: (document: DocumentNode) => FetchNames;
  /** The schema that clients see. */
  schema: GraphQLSchema;
  planner: Planner;
}

/**
 * Plans and compiles an operation.
 * @param document valid against the schema
 * @throws GraphQLError where there is no such operation in it, or it cannot be planned
 */
export function compileOperation(
  document: DocumentNode,
  operationName: string | undefined,
  around: GraphSurroundings,
): CompiledOperation {
  const { schema, planner } = around;
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    throw graphqlError('OPERATION_RESOLUTION_FAILURE', 'There is no operation of that name.');
  }
  const fragments = fragmentsOf(document);
  const names = around.namesIn(withTypesAsked(withPlainConditions(document), schema));
  const { node, fault } = planned(() => planner.plan(names.renamed(), operationName));
  const primary = node?.kind === 'Subscription' ? node.primary : null;
  const fetched = node?.kind === 'Subscription' ? node.rest : node;
  const step = fetched === undefined ? null : compilePlan(fetched, { ...around, names });
  const introspect = compileIntrospection({ schema, operation, fragments });
  const response = compileResponse({ schema, operation, fragments, names });
  const { variableDefinitions = [] } = operation;

  /** Nothing came of what cannot be planned: each of its fields says so. */
  function failedWith(fault: GraphQLError, coerced: Readonly<Record<string, unknown>>): ExecutionResult {
    const { data, errors } = response.complete({ data: {}, variables: coerced, explained: () => false });
    const { message } = fault;
    const placed = errors.map(({ path }) => new GraphQLError(message, { path, originalError: fault }));
    return { data, errors: placed.length === 0 ? [fault] : placed };
  }

  return {
    definition: operation,
    primary,
    async execute({ variables, context, data = {} }) {
      const tooDeep = variableDefinitions.find(({ variable: { name } }) => !isShallow(variables[name.value]));
      if (tooDeep !== undefined) {
        const message = `Variable "$${tooDeep.variable.name.value}" is nested too deep.`;
        return { errors: [withStatus(graphqlError('BAD_USER_INPUT', message), 400)] };
      }
      const { coerced, errors: faults } =
        variableDefinitions.length === 0
          ? { coerced: noVariables, errors: undefined }
          : getVariableValues(schema, variableDefinitions, variables, { maxErrors: mostFaults });
      if (faults !== undefined) return { errors: faults };
      if (fault !== null) return failedWith(fault, coerced);
      const run: Run = { data, errors: [], variables, coerced, context, halted: false };
      await step?.(run);
      if (introspect !== null) Object.assign(run.data, introspect(variables));
      const completed = response.complete({
        data: run.data,
        variables: coerced,
        explained: explanationsOf(run.errors),
      });
      const errors = completed.errors.length === 0 ? run.errors : [...run.errors, ...completed.errors];
      return errors.length === 0 ? { data: completed.data } : { errors, data: completed.data };
    },
  };
}

const noVariables = {};
/** So many faults of variables are told: each is slow to put into words, and a short list may be full of them. */
const mostFaults = 20;

function planned(plan: () => ReturnType<Planner['plan']>): {
  node: ReturnType<Planner['plan']>;
  fault: GraphQLError | null;
} {
  try {
    return { node: plan(), fault: null };
  } catch (error) {
    return {
      node: undefined,
      fault: error instanceof GraphQLError ? error : new GraphQLError(String(error)),
    };
  }
}
