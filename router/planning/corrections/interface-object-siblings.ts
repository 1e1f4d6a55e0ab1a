import type { TextCorrection } from './correct-module.ts';

/**
 * Keeps the fetches of an interface object for different implementations apart. The planner merges them, and the subgraph
 * resolves all fields of all entities: on the graph of `interface-object-requires.ts`, it is asked for `note` of each `E1`.
 * The router has no `r` of an `E1`, and loses `plain` with it.
 *
 *     { all { plain ... on E2 { note } } }
 *
 * Also keeps a fetch that sends entities as the interface apart from one that sends them as their own type with a required
 * field: merged, the required field would be sent with the interface.
 */
export const interfaceObjectSiblings: TextCorrection = {
  wrong: 'if (gi.canMergeSiblingIn(gj)) {',
  right: 'if (gi.canMergeSiblingIn(gj) && sendsSameTypes(this, gi, gj)) {',
  helper: `
function sendsSameTypes({ supergraphSchema, subgraphSchemas }, group, other) {
  const runtimeTypes = (name) => (0, federation_internals_1.possibleRuntimeTypes)(supergraphSchema.type(name)).map((type) => type.name);
  const isOfType = (name, wider) => runtimeTypes(name).every((type) => runtimeTypes(wider).includes(type));
  const sentBy = ({ inputs, inputRewrites }) => [...(inputs ? inputs.perType : [])].map(([input, selection]) => {
    const rewrite = inputRewrites.find(({ path: [condition] }) => isOfType(input, condition.slice('... on '.length)));
    const fields = selection.get().selections().flatMap((fragment) => fragment.selectionSet.selections());
    return { input, as: rewrite === undefined ? input : rewrite.setValueTo, fields };
  });
  const isInterfaceObject = (name) => (0, federation_internals_1.isInterfaceObjectType)(subgraphSchemas.get(group.subgraphName).type(name));
  const mayJoin = (wider, { input, as, fields }) => !isInterfaceObject(wider.as) && !isInterfaceObject(as)
    && isOfType(as, wider.as) && isOfType(input, wider.input) && fields.every((field) => wider.fields.some((one) => one.key() === field.key()));
  const here = sentBy(group);
  const there = sentBy(other);
  const covers = (wider, narrower, as) => narrower.every((one) => one.as !== as || wider.some((two) => two.as === as && isOfType(one.input, two.input)));
  return here.every((one) => there.every((two) => {
    if (one.as === two.as && isInterfaceObject(one.as)) {
      const coversOther = covers(here, there, one.as);
      const isCovered = covers(there, here, one.as);
      return (coversOther && isCovered) || group.selection.equals(other.selection)
        || (coversOther && group.selection.contains(other.selection)) || (isCovered && other.selection.contains(group.selection));
    }
    if (one.as === two.as) return true;
    const overlap = runtimeTypes(one.input).some((type) => runtimeTypes(two.input).includes(type));
    return !overlap || mayJoin(one, two) || mayJoin(two, one);
  }));
}`,
};
