import {
  federationMetadata,
  isInterfaceType,
  isObjectType,
  parseFieldSetArgument,
} from '@apollo/federation-internals';
import type { Schema, Supergraph } from '@apollo/federation-internals';

/** The field names at the top of each `@requires`, by subgraph, and by the field as `Type.field`. */
export type RequiredFields = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** Reads the `@requires` directives of all fields in all subgraphs. */
export function requiredFieldsOf(supergraph: Supergraph): RequiredFields {
  return new Map([...supergraph.subgraphs()].map(({ name, schema }) => [name, requiredIn(schema)] as const));
}

function requiredIn(schema: Schema): Map<string, string[]> {
  const metadata = federationMetadata(schema);
  const required = new Map<string, string[]>();
  if (metadata === undefined) return required;
  for (const type of schema.types()) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of type.fields()) {
      const [directive] = field.appliedDirectivesOf(metadata.requiresDirective());
      if (directive === undefined) continue;
      const selection = parseFieldSetArgument({ parentType: type, directive });
      required.set(
        field.coordinate,
        selection.fieldsInSet().map(({ field: { element } }) => element.name),
      );
    }
  }
  return required;
}
