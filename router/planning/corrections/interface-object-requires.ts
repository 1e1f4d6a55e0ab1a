import type { TextCorrection } from './correct-module.ts';

/** A function that returns the only type of an entity fetch on an interface object: an implementation, or the interface. */
const implementationName = (name: string) => `
function ${name}(type, { inputs }, path) {
  const isKnown = inputs && inputs.perType.size === 1 && pathHasOnlyFragments(path.inGroup());
  return isKnown && (0, federation_internals_1.isInterfaceObjectType)(type) ? [...inputs.perType.keys()][0] : type.name;
}`;

/**
 * Requires a field only of the implementation that a client selects it of. The planner requires it of all: on this graph,
 * the representations for `rate` have a `note` for each implementation, and `rate` is fetched for each `E1` too.
 *
 *     # types                                       # notes
 *     interface M @key(fields: "id") {              type M @key(fields: "id") @interfaceObject {
 *       id: ID! r: Int                                id: ID! r: Int @external plain: Int
 *     }                                               note: Int @requires(fields: "r")
 *     type E1 implements M @key(fields: "id") { … } }
 *     type E2 implements M @key(fields: "id") { … }
 *                                                   # rates
 *                                                   type Query { rated: [M!]! }
 *                                                   type M @key(fields: "id") @interfaceObject {
 *                                                     id: ID! note: Int @external plain: Int @external
 *                                                     rate: Int @requires(fields: "note plain")
 *                                                   }
 *
 *     { rated { plain note ... on E2 { rate } } }
 */
export const interfaceObjectRequires: TextCorrection = {
  wrong:
    'const createPostRequiresResult = createPostRequiresGroup(dependencyGraph, edge, group, path, context, handleRequiresResult);',
  right:
    'const createPostRequiresResult = createPostRequiresGroup(dependencyGraph, ofImplementation(edge, group, path), group, path, context, handleRequiresResult);',
  helper: `
function ofImplementation(edge, group, path) {
  if (edge.transition.kind !== 'FieldCollection') return edge;
  const castedTypeName = requiringTypeName(edge.head.type, group, path);
  if (castedTypeName === edge.head.type.name) return edge;
  return Object.create(edge, { transition: { value: { kind: 'InterfaceObjectFakeDownCast', castedTypeName } } });
}
${implementationName('requiringTypeName')}`,
};

/**
 * Likewise for the key of a fetch from one subgraph with an `@interfaceObject` to another. On the graph of
 * `interfaceObjectRequires`, with `noted: [M!]!` in the subgraph `notes`:
 *
 *     { noted { note ... on E2 { rate } } }
 */
export const interfaceObjectKeys: TextCorrection = {
  wrong: 'const inputType = dependencyGraph.typeForFetchInputs(sourceType.name);',
  right: 'const inputType = dependencyGraph.typeForFetchInputs(keyTypeName(sourceType, group, path));',
  helper: implementationName('keyTypeName'),
};
