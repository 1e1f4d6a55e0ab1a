import { Kind, print, visit } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema } from 'graphql';

/** The variable by which federation passes the keys of entities. A client may have one of that name too. */
const representations = 'representations';
/** The variables by which the planner passes what is above entities. */
const contextual = 'contextualArgument_';

/**
 * The names by which a client's fields and variables go while they are fetched. The planner adds fields of its own to
 * what the client asks for (keys, and what `@requires` names) under their plain names: an alias of the client's that is
 * such a name would collide with them, so it is fetched under another. So is a name that stands for several things, as
 * it may where types differ: a subgraph that has an interface as an object knows no types that keep them apart.
 */
export interface FetchNames {
  /** The name under which a field of the client's is fetched. */
  ofField(field: FieldNode): string;
  /** The name under which the client knows a field that was fetched. */
  asked(fetched: string): string;
  /** The name under which a variable of the client's is sent to subgraphs. */
  ofVariable(name: string): string;
  variableAsked(sent: string): string;
  /** The document with these names. */
  renamed(): DocumentNode;
}

/**
 * @param schema all types that fields can be fetched of, those that clients do not see among them
 * @returns the names for a document
 */
export function createFetchNaming(schema: GraphQLSchema): (document: DocumentNode) => FetchNames {
  const fieldNames = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if ('getFields' in type) for (const name of Object.keys(type.getFields())) fieldNames.add(name);
  }
  let mark = 'as';
  while ([...fieldNames].some((name) => name.startsWith(mark) && isMarked(name, mark))) mark = `${mark}s`;
  return (document) => namesIn(document, fieldNames, mark);
}

function isMarked(name: string, mark: string): boolean {
  return new RegExp(`^${mark}\\d*_`).test(name);
}

function namesIn(document: DocumentNode, fieldNames: ReadonlySet<string>, mark: string): FetchNames {
  const marked = new RegExp(`^${mark}\\d*_`);
  /** What each response name stands for: fields with their arguments. */
  const meanings = new Map<string, string[]>();
  visit(document, {
    Field(node) {
      const responseName = responseNameOf(node);
      const known = meanings.get(responseName);
      const meaning = meaningOf(node);
      if (known === undefined) meanings.set(responseName, [meaning]);
      else if (!known.includes(meaning)) known.push(meaning);
    },
  });
  const mustChange = (alias: string) =>
    fieldNames.has(alias) || alias.startsWith('__') || marked.test(alias) || alias in {};

  const names: FetchNames = {
    ofField(field) {
      const responseName = responseNameOf(field);
      const several = meanings.get(responseName) ?? [];
      const isAlias = responseName !== field.name.value;
      if (several.length > 1) {
        const index = several.indexOf(meaningOf(field));
        // A field under its own name is what everybody takes that name for, the planner too.
        return isAlias || (field.arguments ?? []).length > 0
          ? `${mark}${index}_${responseName}`
          : responseName;
      }
      return isAlias && mustChange(responseName) ? `${mark}_${responseName}` : responseName;
    },
    asked: (fetched) => fetched.replace(marked, ''),
    ofVariable: (name) =>
      name === representations || name.startsWith(contextual) || marked.test(name) ? `${mark}_${name}` : name,
    variableAsked: (sent) => sent.replace(marked, ''),
    renamed: () =>
      visit(document, {
        Field(node) {
          const name = names.ofField(node);
          if (name === responseNameOf(node)) return undefined;
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

export function responseNameOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/** The field and its arguments, as text. */
function meaningOf({ kind, name, arguments: given = [] }: FieldNode): string {
  return given.length === 0 ? name.value : print({ kind, name, arguments: given });
}
