import { getOperationAST, getVariableValues, GraphQLError, Kind, separateOperations } from 'graphql';
import type { DocumentNode, OperationDefinitionNode } from 'graphql';
import { graphqlError, withHttpStatus } from '../../platform/errors.ts';
import type { RouterContext } from '../context.ts';
import { selectionExtentOf } from '../selection-extent.ts';
import { conditionVariables, withConditionsSettled, withoutConditionVariables } from './conditions.ts';
import { isShallow } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { errorPathLookup } from './error-paths.ts';
import type { FetchNode } from '../planning/planner.ts';
import type { ExecutionState } from './execution-state.ts';
import { compileVariant } from './operation-variant.ts';
import type { ExecutionContext, OperationVariant } from './operation-variant.ts';

export type { ExecutionContext as GraphSurroundings } from './operation-variant.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What came of an operation. */
export interface ExecutionResult {
  /** Left out where the operation was not begun. */
  data?: JsonObject | null;
  errors?: readonly GraphQLError[];
}

/** An operation that is planned and compiled: the same for everybody who sends the same document. */
export interface CompiledOperation {
  definition: OperationDefinitionNode;
  /** The operation where everything is asked for that any variables would have asked for. */
  inFull(): OperationVariant;
  /**
   * Never rejects.
   * @param options.variables as the client sent them
   * @param options.begin answers the first fetch of a subscription: what an event says. It is changed
   */
  execute(options: {
    variables: Variables;
    context: RouterContext;
    begin?: (primary: FetchNode) => JsonObject;
  }): Promise<ExecutionResult>;
}

/**
 * Compiles an operation: a plan for each combination of its conditions, once that is asked for.
 * @param whole valid against the schema
 * @throws GraphQLError where there is no such operation in it
 */
export function compileOperation(
  whole: DocumentNode,
  operationName: string | undefined,
  around: ExecutionContext,
): CompiledOperation {
  const definition = operationIn(whole, operationName);
  const document = alone(definition, whole);
  const { variableDefinitions = [] } = definition;
  const conditions = conditionVariables(document);
  const { plans } = around;
  const name = plans.nameOperation();

  const compiled = (plain: DocumentNode) => compileVariant(plain, operationIn(plain, operationName), around);

  function settled(variables: Variables): OperationVariant {
    const key =
      conditions.length === 0
        ? name
        : `${name} ${conditions.map((condition) => String(variables[condition])).join()}`;
    const known = plans.get(key);
    if (known !== undefined) return known;
    const plain = withConditionsSettled(document, variables);
    const plan = compiled(plain);
    plans.keep(key, plan, selectionExtentOf(plain).selections);
    return plan;
  }

  /** @throws AggregateError of what is wrong with them */
  function coercedFrom(variables: Variables): Variables {
    if (variableDefinitions.length === 0) return variables;
    const tooDeep = variableDefinitions.find(({ variable: { name } }) => !isShallow(variables[name.value]));
    if (tooDeep !== undefined) {
      const message = `Variable "$${tooDeep.variable.name.value}" is nested too deep.`;
      throw new AggregateError([withHttpStatus(graphqlError('BAD_USER_INPUT', message), 400)]);
    }
    const { coerced, errors } = getVariableValues(around.schema, variableDefinitions, variables, {
      maxErrors: mostFaults,
    });
    if (errors !== undefined) throw new AggregateError(errors);
    return coerced;
  }

  return {
    definition,
    inFull: () =>
      conditions.length === 0
        ? settled({})
        : compiled(withConditionsSettled(withoutConditionVariables(document), {})),
    async execute({ variables, context, begin }) {
      let coerced: Variables;
      try {
        coerced = coercedFrom(variables);
      } catch (error) {
        if (error instanceof AggregateError) return { errors: error.errors as GraphQLError[] };
        throw error;
      }
      const { fault, primary, step, introspect, response } = settled(coerced);
      if (fault !== null) return failedWith(fault, response);
      const data = begin !== undefined && primary !== null ? begin(primary) : {};
      const run: ExecutionState = { data, errors: [], variables, coerced, context, halted: false };
      await step?.(run);
      if (introspect !== null) Object.assign(run.data, introspect(variables));
      const explained = errorPathLookup(run.errors);
      const completed = response.complete({
        data: run.data,
        // What comes after a mutation that failed was not begun, and that is no fault of its own.
        explained: run.halted ? () => true : explained,
      });
      const errors = completed.errors.length === 0 ? run.errors : [...run.errors, ...completed.errors];
      return errors.length === 0 ? { data: completed.data } : { errors, data: completed.data };
    },
  };
}

function operationIn(document: DocumentNode, operationName: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (operation) return operation;
  throw graphqlError('OPERATION_RESOLUTION_FAILURE', 'There is no operation of that name.');
}

/** The operation and the fragments that it reaches: variables of the document's other operations have no values. */
function alone(operation: OperationDefinitionNode, { kind, definitions }: DocumentNode): DocumentNode {
  const one = {
    kind,
    definitions: definitions.filter((node) => node === operation || node.kind !== Kind.OPERATION_DEFINITION),
  };
  const [separated = one] = Object.values(separateOperations(one));
  return separated;
}

/** Nothing came of what cannot be planned: each of its fields says so. */
function failedWith(fault: GraphQLError, response: OperationVariant['response']): ExecutionResult {
  const { data, errors } = response.complete({ data: {}, explained: () => false });
  const { message, extensions } = fault;
  const placed = errors.map(
    ({ path }) => new GraphQLError(message, { path, extensions, originalError: fault }),
  );
  return { data, errors: placed.length === 0 ? [fault] : placed };
}

/** So many faults of variables are told: each is slow to put into words, and a short list may be full of them. */
const mostFaults = 20;
