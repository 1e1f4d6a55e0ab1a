import { Kind, print, visit } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema } from 'graphql';
import { responseNameOf } from '../selections.ts';

// Variables of federation, of merged requests and of the planner begin so. A client may define variables of these names.
const representationsPrefix = 'representations';
const contextVariablePrefix = 'contextualArgument_';

/**
 * The names of a client's fields and variables in fetches. The planner adds fields under their plain names (keys, and
 * fields that `@requires` names): a client's alias that is the name of a field would collide with them, and is fetched
 * under another name. So is an alias that stands for different fields in different types: a subgraph that declares
 * their interface as `@interfaceObject` does not distinguish the types.
 */
export interface FetchNames {
  /** The response name in fetches; `clientName` reverses it. */
  ofField(field: FieldNode): string;
  clientName(fetched: string): string;
  /** The variable in fetches; `clientVariable` reverses it. */
  ofVariable(name: string): string;
  clientVariable(sent: string): string;
  /** The document with these names. */
  renamed(): DocumentNode;
}

/**
 * Creates the function that names the fields of a document.
 * @param schema with the elements that are `@inaccessible` to clients
 */
export function createFetchNaming(schema: GraphQLSchema): (document: DocumentNode) => FetchNames {
  const fieldNames = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if ('getFields' in type) for (const name of Object.keys(type.getFields())) fieldNames.add(name);
  }
  let prefix = 'as';
  while ([...fieldNames].some((name) => prefixPattern(prefix).test(name))) prefix = `${prefix}s`;
  return (document) => namesIn(document, fieldNames, prefix);
}

function prefixPattern(prefix: string): RegExp {
  return new RegExp(`^${prefix}\\d*_`);
}

function namesIn(document: DocumentNode, fieldNames: ReadonlySet<string>, prefix: string): FetchNames {
  const prefixed = prefixPattern(prefix);
  const uses = usesByResponseName(document);
  const collides = (alias: string) =>
    fieldNames.has(alias) || alias.startsWith('__') || prefixed.test(alias) || alias in {};

  const names: FetchNames = {
    ofField(field) {
      const responseName = responseNameOf(field);
      const ofName = uses.get(responseName) ?? [];
      const isAlias = responseName !== field.name.value;
      if (ofName.length > 1) {
        // A field without arguments keeps its own name: the planner uses that name too.
        return isAlias || (field.arguments ?? []).length > 0
          ? `${prefix}${ofName.indexOf(useOf(field))}_${responseName}`
          : responseName;
      }
      return isAlias && collides(responseName) ? `${prefix}_${responseName}` : responseName;
    },
    clientName: (fetched) => fetched.replace(prefixed, ''),
    ofVariable: (name) =>
      name.startsWith(representationsPrefix) || name.startsWith(contextVariablePrefix) || prefixed.test(name)
        ? `${prefix}_${name}`
        : name,
    clientVariable: (sent) => sent.replace(prefixed, ''),
    renamed: () => renamed(document, names),
  };
  return names;
}

function renamed(document: DocumentNode, names: FetchNames): DocumentNode {
  return visit(document, {
    Field(node) {
      const name = names.ofField(node);
      if (name === responseNameOf(node)) return undefined;
      return { ...node, alias: { kind: Kind.NAME, value: name } };
    },
    Variable(node) {
      const value = names.ofVariable(node.name.value);
      return value === node.name.value ? undefined : { ...node, name: { ...node.name, value } };
    },
  });
}

/** The different fields, with their arguments, that each response name of the document stands for. */
function usesByResponseName(document: DocumentNode): Map<string, string[]> {
  const uses = new Map<string, string[]>();
  visit(document, {
    Field(node) {
      const responseName = responseNameOf(node);
      const known = uses.get(responseName);
      const use = useOf(node);
      if (known === undefined) uses.set(responseName, [use]);
      else if (!known.includes(use)) known.push(use);
    },
  });
  return uses;
}

/** The field with its arguments, as text. */
function useOf({ kind, name, arguments: given = [] }: FieldNode): string {
  return given.length === 0 ? name.value : print({ kind, name, arguments: given });
}
