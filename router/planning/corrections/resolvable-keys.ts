import { federationMetadata, parseFieldSetArgument } from '@apollo/federation-internals';
import type { CompositeType, Schema, SelectionSet } from '@apollo/federation-internals';

/**
 * Replaces `getLocallySatisfiableKey` of `@apollo/query-graphs`: the key for a subgraph's second fetch of its own
 * entity, after other subgraphs resolved the fields of a `@requires`. The planner takes the first `@key`, even with
 * `resolvable: false`, and selects its fields where they are `@external`. The conformance suite tests this under
 * `@key(resolvable: false)`.
 * @throws Error for an unknown subgraph
 */
export function resolvableKey(
  graph: { sources: ReadonlyMap<string, Schema> },
  vertex: { source: string; type: CompositeType },
): SelectionSet | undefined {
  const schema = graph.sources.get(vertex.source);
  const metadata = schema === undefined ? undefined : federationMetadata(schema);
  if (metadata === undefined)
    throw new Error(`Expected a subgraph of the query graph, found ${vertex.source}`);
  const keys = vertex.type.appliedDirectivesOf(metadata.keyDirective());
  const resolvable = keys.filter((key) => key.arguments().resolvable !== false);
  for (const key of resolvable.length === 0 ? keys : resolvable) {
    const selection = parseFieldSetArgument({ parentType: vertex.type, directive: key });
    if (metadata.selectionSelectsAnyExternalField(selection)) continue;
    const canRebaseOn = selection.canRebaseOn.bind(selection);
    selection.canRebaseOn = (parentType) => {
      if (!canRebaseOn(parentType)) return false;
      const rebased = selection.rebaseOn({ parentType, fragments: undefined, errorIfCannotRebase: false });
      return federationMetadata(parentType.schema())?.selectionSelectsAnyExternalField(rebased) !== true;
    };
    return selection;
  }
  return undefined;
}
