import { getArgumentValues, getVariableValues, GraphQLError, Kind, specifiedRules, validate } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLField, OperationDefinitionNode } from 'graphql';
import { badUserInput, graphqlError, unauthenticated } from '../../platform/errors.ts';
import type { Caller } from '../../platform/identity.ts';
import { fieldsIn, fragmentsOf } from '../selections.ts';
import type { SubscriptionPlan } from '../execution/subscription-plan.ts';
import type { Graph } from '../execution/graph.ts';
import type { OperationLimits } from '../guard/limits.ts';
import { checkListSizes } from '../guard/list-sizes.ts';
import type { SubscriptionSource } from '../supergraph/supergraph-document.ts';

/** A subscription that is fit to run: the same for everybody who sends the same document. */
export interface PreparedSubscription {
  fieldName: string;
  /** Where in the data the entity is. */
  responseName: string;
  /** The alias under which its version is asked for as well. */
  versionAlias: string;
  plan: SubscriptionPlan;
  /** What to listen to, for this caller and these variables. */
  topicFor(variables: Record<string, unknown>, caller: Caller): SubscriptionTopic;
}

/** What a subscriber listens to. */
export interface SubscriptionTopic {
  channel: string;
  /** The entity to send first; null where nothing is sent until something happens. */
  entity: string | null;
  /** The variables as the operation's types have them. */
  variables: Record<string, unknown>;
}

/**
 * Validates and plans a subscription.
 * @throws GraphQLError, or an AggregateError of several, where it cannot run
 */
export function prepareSubscription(options: {
  graph: Graph;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  limits: OperationLimits;
}): PreparedSubscription {
  const { graph, document, operation, limits } = options;
  const { schema } = graph;
  const faults = validate(schema, document, [...specifiedRules, ...limits.validationRules]);
  if (faults.length > 0) throw new AggregateError(faults.map(asValidationFailure));

  const [node] = fieldsIn(operation.selectionSet, fragmentsOf(document));
  const field = schema.getSubscriptionType()?.getFields()[node?.name.value ?? ''];
  if (node === undefined || field === undefined)
    throw graphqlError('BAD_REQUEST', 'Expected a subscription to a field.');
  const source = graph.subscriptionSources.get(field.name);
  if (source === undefined) {
    throw graphqlError('BAD_REQUEST', `Nothing feeds the subscription ${field.name} in this graph.`);
  }
  const responseName = node.alias?.value ?? field.name;
  const versionAlias = unusedName('version', document);
  const planned = withVersion(document, operation, node, versionAlias);
  const plan = graph.planSubscription(planned, operation.name?.value);

  return {
    ...{ fieldName: field.name, responseName, versionAlias, plan },
    topicFor(given, caller) {
      const { variableDefinitions = [] } = operation;
      const { coerced, errors } = getVariableValues(schema, variableDefinitions, given, { maxErrors: 20 });
      if (errors !== undefined) throw new AggregateError(errors.map(asBadInput));
      checkListSizes({ schema, document, operation, variables: coerced, maxItems: limits.maxItems });
      return { ...subjectFor(source, field, node, coerced, caller), variables: given };
    },
  };
}

/** A name that nothing in the document has. */
function unusedName(wanted: string, document: DocumentNode): string {
  const text = document.loc?.source.body ?? JSON.stringify(document);
  let name = `${wanted}_`;
  while (text.includes(name)) name = `${name}_`;
  return name;
}

/**
 * The document with the entity's version asked for as well: it is what the stream goes by, and it makes even a
 * selection of nothing but `__typename` go through the owner, who checks rights and existence. The field stands in the
 * operation twice then, and GraphQL merges the two.
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

/** Fills in what an `@eventSource` leaves open. */
function subjectFor(
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
      // What follows an @ in a snapshot key is a version, and not for a client to choose.
      if ((typeof value === 'string' && !value.includes('@')) || typeof value === 'number')
        return String(value);
      throw badUserInput(argument, 'an id', value);
    });
  return { channel: fill(channel), entity: entity === null ? null : fill(entity) };
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
