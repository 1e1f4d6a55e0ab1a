import { getOperationAST, getVariableValues, Kind, separateOperations } from 'graphql';
import type {
  DocumentNode,
  ExecutionResult,
  GraphQLError,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import { graphqlError, withHttpStatus } from '../../platform/errors.ts';
import { requesterOf } from '../context.ts';
import type { RouterContext } from '../context.ts';
import { isShallow } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { FetchNode, PlanRequester } from '../planning/planner.ts';
import { conditionVariables, resolveConditions, withoutConditionVariables } from './conditions.ts';
import { errorPathLookup } from './error-paths.ts';
import type { ExecutionState } from './execution-state.ts';
import type { ActiveOverrides } from './overrides.ts';
import { compileVariant } from './operation-variant.ts';
import type { GraphContext, OperationVariant } from './operation-variant.ts';
import type { VariantCache } from './variant-cache.ts';

type Variables = Readonly<Record<string, unknown>>;

/** Each message about a variable is slow to format, and a short list may have many invalid items. */
const maxVariableErrors = 20;

const noOverrides: readonly string[] = [];

/** The dependencies of `compileOperation`, per graph. */
export interface ExecutionContext extends GraphContext {
  variants: VariantCache;
  /** Null when no field has an `@override` with a label. */
  activeOverrides: ActiveOverrides | null;
}

/** An operation, compiled for all clients that send the same document. */
export interface CompiledOperation {
  definition: OperationDefinitionNode;
  /** The variant in which every selection is included that some variables include. */
  fullVariant(requester: PlanRequester): Promise<OperationVariant>;
  /** @throws GraphQLError when there is no plan: no subgraph is asked */
  execute(options: OperationRequest): Promise<ExecutionResult<JsonObject>>;
}

export interface OperationRequest {
  /** As the client sent them. */
  variables: Variables;
  context: RouterContext;
  /** Returns the result of a subscription's first fetch; execution changes it. */
  seed?: (subscription: FetchNode) => JsonObject;
}

/**
 * Compiles an operation. Its variants are planned when a request needs them.
 * @param whole valid against the schema
 * @throws GraphQLError `OPERATION_RESOLUTION_FAILURE` when the document has no operation of that name
 */
export function compileOperation(
  whole: DocumentNode,
  operationName: string | undefined,
  context: ExecutionContext,
): CompiledOperation {
  const definition = operationIn(whole, operationName);
  const document = separate(definition, whole);
  const conditions = conditionVariables(document);
  const { variants, planner, activeOverrides } = context;
  const name = variants.nameOperation();
  const compile = (variant: DocumentNode, requester: PlanRequester, overrides: readonly string[]) =>
    compileVariant(variant, operationIn(variant, operationName), context, requester, overrides);

  async function planVariant(
    key: string,
    variables: Variables,
    requester: PlanRequester,
    overrides: readonly string[],
  ): Promise<OperationVariant> {
    const resolved = resolveConditions(document, variables);
    const variant = await compile(resolved, requester, overrides);
    variants.set(key, variant, resolved);
    return variant;
  }

  function keyFor(variables: Variables, overrides: readonly string[]): string {
    const values = conditions.map((condition) => String(variables[condition]));
    const key = conditions.length === 0 ? name : `${name} ${values.join()}`;
    return overrides.length === 0 ? key : `${key} ${JSON.stringify(overrides)}`;
  }

  return {
    definition,
    async fullVariant(requester) {
      if (conditions.length > 0) {
        return compile(resolveConditions(withoutConditionVariables(document), {}), requester, []);
      }
      return variants.get(name) ?? planVariant(name, {}, requester, []);
    },
    execute(request) {
      const { coerced, errors } = coerceVariables(definition, request.variables, planner.schema);
      if (errors !== undefined) return Promise.resolve({ errors });
      const overrides = activeOverrides === null ? noOverrides : activeOverrides(request.context);
      const key = keyFor(coerced, overrides);
      const known = variants.get(key);
      return known === undefined
        ? planVariant(key, coerced, requesterOf(request.context), overrides).then((planned) =>
            executeVariant(planned, request),
          )
        : executeVariant(known, request);
    },
  };
}

async function executeVariant(
  { planError, subscription, step, introspect, response }: OperationVariant,
  { variables, context, seed }: OperationRequest,
): Promise<ExecutionResult<JsonObject>> {
  if (planError !== null) throw planError;
  if (introspect?.isWhole === true) return { data: introspect.answer(variables) };
  const data = seed !== undefined && subscription !== null ? seed(subscription) : {};
  const state: ExecutionState = {
    ...{ data, variables, context, errors: [], explained: [], halted: false, refused: new Set<string>() },
  };
  await step?.(state);
  if (introspect !== null) Object.assign(state.data, introspect.answer(variables));
  const isExplained = errorPathLookup(state.errors, state.explained);
  const completed = response.complete({
    data: state.data,
    refused: state.refused,
    // The fields after a failed mutation are null because they were not executed: they get no error of their own.
    isExplained: state.halted ? () => true : isExplained,
  });
  const errors = completed.errors.length === 0 ? state.errors : [...state.errors, ...completed.errors];
  return errors.length === 0 ? { data: completed.data } : { errors, data: completed.data };
}

function coerceVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Variables,
  schema: GraphQLSchema,
): ReturnType<typeof getVariableValues> {
  if (variableDefinitions.length === 0) return { coerced: variables };
  const tooDeep = variableDefinitions.find(({ variable: { name } }) => !isShallow(variables[name.value]));
  if (tooDeep !== undefined) {
    const message = `Variable "$${tooDeep.variable.name.value}" is nested too deep.`;
    return { errors: [withHttpStatus(graphqlError('BAD_USER_INPUT', message), 400)] };
  }
  const result = getVariableValues(schema, variableDefinitions, variables, { maxErrors: maxVariableErrors });
  return result.errors === undefined ? result : { errors: result.errors.map(asClientError) };
}

/** graphql's last error, above the maximum, names no variable: Apollo Server would take it for a fault of the router. */
function asClientError(error: GraphQLError): GraphQLError {
  return error.nodes === undefined
    ? withHttpStatus(graphqlError('BAD_USER_INPUT', error.message), 400)
    : error;
}

function operationIn(document: DocumentNode, operationName: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (operation) return operation;
  throw graphqlError(
    'OPERATION_RESOLUTION_FAILURE',
    'Unknown operation name: the document has no such operation.',
  );
}

/** Drops the document's other operations: their variables have no values. */
function separate(operation: OperationDefinitionNode, { kind, definitions }: DocumentNode): DocumentNode {
  const one = {
    kind,
    definitions: definitions.filter((node) => node === operation || node.kind !== Kind.OPERATION_DEFINITION),
  };
  const [separated = one] = Object.values(separateOperations(one));
  return separated;
}
