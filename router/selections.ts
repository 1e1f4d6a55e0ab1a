import { isAbstractType, isInterfaceType, isObjectType, Kind } from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLObjectType,
  GraphQLSchema,
  InlineFragmentNode,
  SelectionSetNode,
} from 'graphql';

/** The fragment definitions of a document by name. */
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** An inline fragment, or the definition that a fragment spread names. */
export type Fragment = InlineFragmentNode | FragmentDefinitionNode;

export const noFragments: Fragments = new Map();

export function fragmentsOf({ definitions }: DocumentNode): Fragments {
  return new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
    ),
  );
}

/** The alias, or the field's name (https://spec.graphql.org/draft/#sec-Field-Alias). */
export function responseNameOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

/**
 * Walks the fields selected of an object, in document order and through fragments, but not their own selections: callers
 * recurse where they need to. Functions over selection sets are built on it. Spreads of undefined fragments are skipped.
 * @param opens decides whether the fields of a fragment are visited; true for all fragments by default
 */
export function walkFields(
  { selections }: SelectionSetNode,
  fragments: Fragments,
  visit: (field: FieldNode) => void,
  opens: (fragment: Fragment) => boolean = () => true,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      visit(selection);
      continue;
    }
    const fragment =
      selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
    if (fragment !== undefined && opens(fragment)) walkFields(fragment.selectionSet, fragments, visit, opens);
  }
}

/** All fields selected of an object; type conditions are ignored. */
export function fieldsIn(selectionSet: SelectionSetNode | undefined, fragments: Fragments): FieldNode[] {
  const fields: FieldNode[] = [];
  if (selectionSet !== undefined) walkFields(selectionSet, fragments, (field) => fields.push(field));
  return fields;
}

/** The fields selected of an object of that type: fragments with other type conditions are left out. */
export function fieldsOfType(
  selectionSet: SelectionSetNode,
  type: GraphQLObjectType,
  { schema, fragments }: { schema: GraphQLSchema; fragments: Fragments },
): FieldNode[] {
  const fields: FieldNode[] = [];
  const applies = ({ typeCondition }: Fragment) =>
    typeCondition === undefined || isOfType(schema, type.name, typeCondition.name.value);
  walkFields(selectionSet, fragments, (field) => fields.push(field), applies);
  return fields;
}

/**
 * True when an object of type `typename` satisfies the type condition. `typename` may be an interface: it is the type of
 * an object in a subgraph that declares the interface as `@interfaceObject`.
 */
export function isOfType(schema: GraphQLSchema, typename: string, condition: string): boolean {
  if (typename === condition) return true;
  const type = schema.getType(typename);
  const wanted = schema.getType(condition);
  return (
    (isObjectType(type) || isInterfaceType(type)) && isAbstractType(wanted) && schema.isSubType(wanted, type)
  );
}
