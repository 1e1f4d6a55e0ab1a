import { federationMetadata, isCompositeType, parseFieldSetArgument } from '@apollo/federation-internals';
import type { Supergraph } from '@apollo/federation-internals';
import type { Planner } from './planner.ts';

/** Looks up the `@key` directives of all types in all subgraphs, each once. */
export function createEntityKeys(supergraph: Supergraph): Planner['identifies'] {
  /** The fields at the top of each key, by subgraph and type. */
  const known = new Map<string, readonly string[][]>();

  function keysOf(subgraph: string, typename: string): readonly string[][] {
    const schema = supergraph.subgraphs().get(subgraph)?.schema;
    const type = schema?.type(typename);
    const metadata = schema && federationMetadata(schema);
    if (type === undefined || metadata === undefined || !isCompositeType(type)) return [];
    return type.appliedDirectivesOf(metadata.keyDirective()).map((directive) =>
      parseFieldSetArgument({ parentType: type, directive })
        .fieldsInSet()
        .map(({ field }) => field.element.name),
    );
  }

  return (subgraph, type, fields) => {
    const name = `${subgraph} ${type}`;
    let keys = known.get(name);
    if (keys === undefined) {
      keys = keysOf(subgraph, type);
      known.set(name, keys);
    }
    return keys.some((key) => key.every((field) => fields.has(field)));
  };
}
