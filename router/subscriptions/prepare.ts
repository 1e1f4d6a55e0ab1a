import {
  getArgumentValues,
  getVariableValues,
  GraphQLError,
  Kind,
  print,
  specifiedRules,
  validate,
} from 'graphql';
import type { DocumentNode, FieldNode, GraphQLField, OperationDefinitionNode } from 'graphql';
import { badUserInput, graphqlError, unauthenticated } from '../../platform/errors.ts';
import type { Caller } from '../../platform/identity.ts';
import { releaseTokens } from '../document-size.ts';
import { fieldsIn, fragmentsOf } from '../selections.ts';
import type { SubscriptionPlan } from '../execution/subscription-plan.ts';
import type { Graph } from '../execution/graph.ts';
import { maxValidationErrors } from '../guard/limits.ts';
import type { OperationLimits } from '../guard/limits.ts';
import { checkListSizes } from '../guard/list-sizes.ts';
import type { PlanRequester } from '../planning/planner.ts';
import type { SubscriptionSource } from '../supergraph/supergraph-document.ts';

/** Validated and planned. All subscribers with the same document share it. */
export interface PreparedSubscription {
  fieldName: string;
  /** The text of the document. */
  text: string;
  /** The response name of the entity. */
  responseName: string;
  /** The alias of the version that is added to the selection. */
  versionAlias: string;
  plan: SubscriptionPlan;
  /** @throws GraphQLError, or an AggregateError of several, for invalid variables */
  topicFor(variables: Record<string, unknown>, caller: Caller): SubscriptionTopic;
}

export interface SubscriptionTopic {
  channel: string;
  /** Its current state is sent first; null to send events only. */
  entity: string | null;
  /** As the client sent them. */
  variables: Record<string, unknown>;
}

/** @throws GraphQLError, or an AggregateError of several, if the subscription cannot run */
export async function prepareSubscription(options: {
  graph: Graph;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  limits: OperationLimits;
  requester: PlanRequester;
}): Promise<PreparedSubscription> {
  const { graph, document, operation, limits, requester } = options;
  const { schema } = graph;
  const rules = [...specifiedRules, ...limits.validationRules];
  const faults = validate(schema, document, rules, { maxErrors: maxValidationErrors });
  if (faults.length > 0) throw new AggregateError(faults.map(asValidationFailure));

  releaseTokens(document);
  const [node] = fieldsIn(operation.selectionSet, fragmentsOf(document));
  const field = schema.getSubscriptionType()?.getFields()[node?.name.value ?? ''];
  if (node === undefined || field === undefined)
    throw graphqlError('BAD_REQUEST', 'Expected a field of the Subscription type.');
  const source = graph.subscriptionSources.get(field.name);
  if (source === undefined) {
    throw graphqlError(
      'BAD_REQUEST',
      `Subscription.${field.name} has no @eventSource: this router cannot serve it.`,
    );
  }
  const responseName = node.alias?.value ?? field.name;
  const text = document.loc?.source.body ?? print(document);
  const versionAlias = unusedName('version', text);
  const planned = withVersion(document, operation, node, versionAlias);
  const plan = await graph.planSubscription(planned, operation.name?.value, requester);

  return {
    ...{ fieldName: field.name, text, responseName, versionAlias, plan },
    topicFor(given, caller) {
      const { variableDefinitions = [] } = operation;
      const { coerced, errors } = getVariableValues(schema, variableDefinitions, given, { maxErrors: 20 });
      if (errors !== undefined) throw new AggregateError(errors.map(asBadInput));
      checkListSizes({ schema, document, operation, variables: coerced }, limits);
      return { ...fillPlaceholders(source, field, node, coerced, caller), variables: given };
    },
  };
}

function unusedName(wanted: string, text: string): string {
  let name = `${wanted}_`;
  while (text.includes(name)) name = `${name}_`;
  return name;
}

/**
 * Adds the entity's version, by which the stream orders. It also sends a selection of only `__typename` to the entity's
 * owner, which checks rights and existence. If the client selects it too, GraphQL merges the two.
 */
function withVersion(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  node: FieldNode,
  alias: string,
): DocumentNode {
  const name = { kind: Kind.NAME, value: 'version' } as const;
  const version: FieldNode = { kind: Kind.FIELD, alias: { kind: Kind.NAME, value: alias }, name };
  const again: FieldNode = { ...node, selectionSet: { kind: Kind.SELECTION_SET, selections: [version] } };
  const selectionSet = {
    ...operation.selectionSet,
    selections: [...operation.selectionSet.selections, again],
  };
  return {
    ...document,
    definitions: document.definitions.map((definition) =>
      definition === operation ? { ...operation, selectionSet } : definition,
    ),
  };
}

/** Replaces the placeholders of an `@eventSource`. */
function fillPlaceholders(
  { channel, entity }: SubscriptionSource,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Record<string, unknown>,
  caller: Caller,
): { channel: string; entity: string | null } {
  const values = getArgumentValues(field, node, variables);
  const fill = (template: string) =>
    template.replace(/\{args\.(\w+)\}|\{caller\.id\}/g, (_whole, argument: string | undefined) => {
      if (argument === undefined) {
        if (caller.kind !== 'user') throw unauthenticated();
        return caller.userId;
      }
      const value = values[argument];
      if (isId(value)) return String(value);
      throw badUserInput(argument, `an id of at most ${maxIdLength} characters`, value);
    });
  return { channel: fill(channel), entity: entity === null ? null : fill(entity) };
}

/** Of an id in a topic: the names of channels are kept as long as their subscriptions, here and in Redis. */
const maxIdLength = 256;

function isId(value: unknown): value is string | number {
  if (typeof value === 'number') return true;
  // A client must not choose the version, which follows the @ in a snapshot key.
  return typeof value === 'string' && value.length <= maxIdLength && !value.includes('@');
}

function asValidationFailure(error: GraphQLError): GraphQLError {
  return withCode(error, 'GRAPHQL_VALIDATION_FAILED');
}

function asBadInput(error: GraphQLError): GraphQLError {
  return withCode(error, 'BAD_USER_INPUT');
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes === undefined ? {} : { nodes: error.nodes }),
    extensions: { ...error.extensions, code },
  });
}
