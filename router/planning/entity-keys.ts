import { federationMetadata, isCompositeType, parseFieldSetArgument } from '@apollo/federation-internals';
import type { Schema, Supergraph } from '@apollo/federation-internals';

/** The field names at the top of each `@key`, by subgraph and type. */
export type EntityKeys = ReadonlyMap<string, ReadonlyMap<string, readonly (readonly string[])[]>>;

/** Reads the `@key` directives of all types in all subgraphs. */
export function entityKeysOf(supergraph: Supergraph): EntityKeys {
  return new Map([...supergraph.subgraphs()].map(({ name, schema }) => [name, keysIn(schema)] as const));
}

function keysIn(schema: Schema): Map<string, string[][]> {
  const metadata = federationMetadata(schema);
  const keys = new Map<string, string[][]>();
  if (metadata === undefined) return keys;
  for (const type of schema.types()) {
    if (!isCompositeType(type)) continue;
    const directives = type.appliedDirectivesOf(metadata.keyDirective());
    if (directives.length === 0) continue;
    keys.set(
      type.name,
      directives.map((directive) =>
        parseFieldSetArgument({ parentType: type, directive })
          .fieldsInSet()
          .map(({ field }) => field.element.name),
      ),
    );
  }
  return keys;
}
