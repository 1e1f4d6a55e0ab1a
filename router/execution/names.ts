import { Kind, visit } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema } from 'graphql';

/** The variable by which federation passes the keys of entities. A client may have one of that name too. */
const representations = 'representations';

/**
 * The names by which a client's fields and variables go while they are fetched. The planner adds fields of its own to
 * what the client asks for (keys, and what `@requires` names) under their plain names: an alias of the client's that is
 * such a name would collide with them, so it is fetched under another.
 */
export interface FetchNames {
  /** The name under which a field of the client's is fetched. */
  ofField(field: FieldNode): string;
  /** The name under which the client knows a field that was fetched. */
  asked(fetched: string): string;
  /** The name under which a variable of the client's is sent to subgraphs, or was sent by the client. */
  ofVariable(name: string): string;
  variableAsked(sent: string): string;
  /** The document with these names, for the planner. */
  renamed(document: DocumentNode): DocumentNode;
}

/** @param schema all types that fields can be fetched of, those that clients do not see among them */
export function createFetchNames(schema: GraphQLSchema): FetchNames {
  const fieldNames = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if ('getFields' in type) for (const name of Object.keys(type.getFields())) fieldNames.add(name);
  }
  let prefix = 'as_';
  while ([...fieldNames].some((name) => name.startsWith(prefix))) prefix = `_${prefix}`;

  const mustChange = (alias: string) =>
    fieldNames.has(alias) || alias.startsWith('__') || alias.startsWith(prefix) || alias in {};
  const names: FetchNames = {
    ofField({ alias, name }) {
      if (alias === undefined || alias.value === name.value) return name.value;
      return mustChange(alias.value) ? `${prefix}${alias.value}` : alias.value;
    },
    asked: (fetched) => (fetched.startsWith(prefix) ? fetched.slice(prefix.length) : fetched),
    ofVariable: (name) => (name === representations || name.startsWith(prefix) ? `${prefix}${name}` : name),
    variableAsked: (sent) => (sent.startsWith(prefix) ? sent.slice(prefix.length) : sent),
    renamed: (document) =>
      visit(document, {
        Field(node) {
          const name = names.ofField(node);
          if (name === (node.alias ?? node.name).value) return undefined;
          return { ...node, alias: { kind: Kind.NAME, value: name } };
        },
        Variable(node) {
          const value = names.ofVariable(node.name.value);
          return value === node.name.value ? undefined : { ...node, name: { ...node.name, value } };
        },
      }),
  };
  return names;
}
