import { Kind, print, visit } from 'graphql';
import type { ArgumentNode, ConstDirectiveNode, DocumentNode, FieldDefinitionNode, FieldNode } from 'graphql';
import { graphOf, implementing, isExternal, stringOf } from '../../../supergraph/join-directives.ts';
import type { FieldsType } from '../../../supergraph/join-directives.ts';

/** By field name and arguments. */
export interface SyntheticFields {
  /** The field behind each synthetic name. */
  fields: ReadonlyMap<string, { name: string; arguments: readonly ArgumentNode[] }>;
  /**
   * Adds a synthetic field to a type and to its implementations.
   * @param graph the subgraph that requires it
   * @returns its name, such as `price__required_0`
   */
  add(type: FieldsType, field: FieldNode, graph: string): string;
  /** The synthetic names of a type, by original field. */
  ofType(type: string): ReadonlyMap<string, ReadonlySet<string>> | undefined;
  graphsRequiring(type: string, name: string): ReadonlySet<string>;
}

export function createSyntheticFields(types: ReadonlyMap<string, FieldsType>): SyntheticFields {
  const fields = new Map<string, { name: string; arguments: readonly ArgumentNode[] }>();
  const nameByUse = new Map<string, string>();
  const byType = new Map<string, Map<string, Set<string>>>();
  const graphs = new Map<string, Set<string>>();

  function nameOf({ kind, name: { value: field }, name, arguments: given = [] }: FieldNode): string {
    const use = print({ kind, name, arguments: given });
    const known = nameByUse.get(use);
    if (known !== undefined) return known;
    const synthetic = `${field}__required_${nameByUse.size}`;
    nameByUse.set(use, synthetic);
    fields.set(synthetic, { name: field, arguments: given });
    return synthetic;
  }

  function implementationsOf({ kind, name }: FieldsType): FieldsType[] {
    if (kind !== Kind.INTERFACE_TYPE_DEFINITION) return [];
    return [...types.values()].filter(({ interfaces = [] }) =>
      interfaces.some((implemented) => implemented.name.value === name.value),
    );
  }

  return {
    fields,
    add(type, field, graph) {
      const synthetic = nameOf(field);
      for (const { name: owner } of [type, ...implementationsOf(type)]) {
        const ofType = byType.get(owner.value) ?? new Map<string, Set<string>>();
        byType.set(owner.value, ofType);
        ofType.set(field.name.value, (ofType.get(field.name.value) ?? new Set()).add(synthetic));
        const key = `${owner.value} ${synthetic}`;
        graphs.set(key, (graphs.get(key) ?? new Set()).add(graph));
      }
      return synthetic;
    },
    ofType: (type) => byType.get(type),
    graphsRequiring: (type, name) => graphs.get(`${type} ${name}`) ?? new Set(),
  };
}

/**
 * Declares synthetic fields in a supergraph whose directives already select them.
 * @param types the types before the rewrite
 */
export function addSyntheticFields(
  document: DocumentNode,
  types: ReadonlyMap<string, FieldsType>,
  synthetic: SyntheticFields,
  inaccessible: ConstDirectiveNode,
): DocumentNode {
  const provided = providedFields(document);
  const isInterfaceField = ({ name }: FieldDefinitionNode, { interfaces = [] }: FieldsType) =>
    interfaces.some((implemented) =>
      types.get(implemented.name.value)?.fields?.some((field) => field.name.value === name.value),
    );
  const declareFields = <Type extends FieldsType>(type: Type): Type | undefined => {
    const ofType = synthetic.ofType(type.name.value);
    if (ofType === undefined) return undefined;
    const declared = [...ofType].flatMap(([modelName, names]) => {
      const model = type.fields?.find(({ name }) => name.value === modelName);
      if (model === undefined) return [];
      return [...names].map((name) =>
        syntheticField(model, name, inaccessible, synthetic.graphsRequiring(type.name.value, name)),
      );
    });
    const models = type.fields?.map((field) =>
      ofType.has(field.name.value) && !provided.has(field.name.value)
        ? withoutExternal(field, isInterfaceField(field, type) ? implementing(type) : new Set())
        : field,
    );
    return { ...type, fields: [...(models ?? []), ...declared] };
  };
  return visit(document, { ObjectTypeDefinition: declareFields, InterfaceTypeDefinition: declareFields });
}

/** Copies the type and subgraphs of its model; external in the subgraphs that require it. */
function syntheticField(
  model: FieldDefinitionNode,
  name: string,
  inaccessible: ConstDirectiveNode,
  requiring: ReadonlySet<string>,
): FieldDefinitionNode {
  const { kind, type, directives = [] } = model;
  const joined = directives.filter(
    (directive) =>
      directive.name.value === 'join__field' && (!isExternal(directive) || requiring.has(graphOf(directive))),
  );
  return { kind, type, name: { ...model.name, value: name }, directives: [...joined, inaccessible] };
}

/** Federation refuses an unused `@external` field. */
function withoutExternal(field: FieldDefinitionNode, kept: ReadonlySet<string>): FieldDefinitionNode {
  const directives = field.directives?.filter(
    (directive) => !isExternal(directive) || kept.has(graphOf(directive)),
  );
  return { ...field, ...(directives === undefined ? {} : { directives }) };
}

/** The names in the field sets of `@provides`. */
function providedFields(document: DocumentNode): Set<string> {
  const names = new Set<string>();
  visit(document, {
    Directive(directive) {
      const provides = stringOf(directive as ConstDirectiveNode, 'provides');
      for (const [name] of provides?.matchAll(/\w+/g) ?? []) names.add(name);
    },
  });
  return names;
}
