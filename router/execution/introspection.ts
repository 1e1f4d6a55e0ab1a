import { executeSync, Kind } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
} from 'graphql';
import type { JsonObject } from '../json.ts';

/** Answers what an operation asks of the schema itself; null where it asks nothing of the kind. */
export type Introspection = (variables: Readonly<Record<string, unknown>>) => JsonObject;

export function compileIntrospection(options: {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}): Introspection | null {
  const { schema, operation, fragments } = options;
  const selections = schemaFields(operation.selectionSet.selections);
  if (selections.length === 0) return null;
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } },
      ...fragments.values(),
    ],
  };
  return (variableValues) => {
    const { data, errors } = executeSync({ schema, document, variableValues });
    const [error] = errors ?? [];
    if (error !== undefined) throw error;
    return { ...data };
  };

  /** Its selections of `__schema` and `__type`, with the fragments around them. */
  function schemaFields(nodes: readonly SelectionNode[]): SelectionNode[] {
    return nodes.flatMap((node): SelectionNode[] => {
      if (node.kind === Kind.FIELD) return isOfSchema(node) ? [node] : [];
      const within =
        node.kind === Kind.INLINE_FRAGMENT
          ? node.selectionSet.selections
          : (fragments.get(node.name.value)?.selectionSet.selections ?? []);
      const found = schemaFields(within);
      if (found.length === 0) return [];
      const { directives } = node;
      return [
        {
          kind: Kind.INLINE_FRAGMENT,
          selectionSet: { kind: Kind.SELECTION_SET, selections: found },
          ...(directives === undefined ? {} : { directives }),
        },
      ];
    });
  }
}

function isOfSchema({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}
