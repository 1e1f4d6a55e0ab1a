import type { SelectionSetNode } from 'graphql';
import type { FieldSdl, SubgraphSdl } from './federation-sdl.ts';
import { fieldsIn, namedTypeOf } from './graph-model.ts';
import type { GraphModel } from './graph-model.ts';
import { mapDeep } from './oracle.ts';
import type { Value } from './world.ts';

/** The fault of a representation that no correct router sends to a subgraph, or undefined. */
export function faultOf(
  model: GraphModel,
  sdl: SubgraphSdl,
  representation: Value,
  { allowsMoreFields = false } = {},
): string | undefined {
  const type = String(representation['__typename']);
  const { keys = [], fields = new Map<string, FieldSdl>() } = sdl.get(type) ?? {};
  const isKeyed = keys.some(
    ({ selection, isResolvable }) => isResolvable && covers(model, selection, representation),
  );
  if (!isKeyed) return `no resolvable key of ${type}`;
  if (allowsMoreFields) return undefined;
  const requirable = [...fields.values()].flatMap(({ requires }) => requires ?? []);
  const surplus = surplusOf(
    model,
    [...keys.map(({ selection }) => selection), ...requirable],
    representation,
  );
  return surplus === undefined ? undefined : `${surplus} is neither in a key nor required`;
}

/** True where an object in a representation has every field of a field set. */
function covers(model: GraphModel, selection: SelectionSetNode, sent: Value): boolean {
  return fieldsIn(model, [selection], undefined).every(({ name, selectionSet }) => {
    if (!Object.hasOwn(sent, name.value)) return false;
    let isCovered = true;
    if (selectionSet !== undefined) {
      mapDeep(sent[name.value], (object) => (isCovered &&= covers(model, selectionSet, object as Value)));
    }
    return isCovered;
  });
}

/** The first field in a representation that no field set holds. */
function surplusOf(
  model: GraphModel,
  selections: readonly SelectionSetNode[],
  sent: Value,
): string | undefined {
  const nodes = fieldsIn(model, selections, undefined);
  for (const [name, value] of Object.entries(sent)) {
    if (name === '__typename') continue;
    const named = nodes.filter((node) => node.name.value === name);
    if (named.length === 0) return name;
    const within = named.flatMap(({ selectionSet }) => selectionSet ?? []);
    let surplus: string | undefined;
    if (within.length > 0)
      mapDeep(value, (object) => (surplus ??= surplusOf(model, within, object as Value)));
    if (surplus !== undefined) return surplus;
  }
  return undefined;
}

/**
 * Picks exactly the fields of field sets from an object in a representation.
 * @param type the object's type; undefined where it may be of several types and the representation does not say which
 * @param missing is called for a field that was not sent
 */
export function pickRequired(
  model: GraphModel,
  sdl: SubgraphSdl,
  selections: readonly SelectionSetNode[],
  sent: Value,
  declaredType: string | undefined,
  missing: (field: string) => never,
): Value {
  const isTyped = Object.hasOwn(sent, '__typename');
  const type = isTyped ? String(sent['__typename']) : declaredType;
  const picked: Value = isTyped ? { __typename: type } : {};
  const nodes = fieldsIn(model, selections, type);
  for (const name of new Set(nodes.map((node) => node.name.value))) {
    if (!Object.hasOwn(sent, name)) {
      if (type === undefined) continue;
      missing(name);
    }
    const within = nodes.flatMap((node) => (node.name.value === name ? (node.selectionSet ?? []) : []));
    const definition = type === undefined ? undefined : sdl.get(type)?.fields.get(name);
    const of = definition && namedTypeOf(definition);
    const concrete = of !== undefined && sdl.get(of)?.isObject === true ? of : undefined;
    picked[name] =
      within.length === 0
        ? sent[name]
        : mapDeep(sent[name], (object) =>
            pickRequired(model, sdl, within, object as Value, concrete, missing),
          );
  }
  return picked;
}
