import { Kind, buildASTSchema, parse, visit } from 'graphql';
import type { ASTNode, ConstDirectiveNode, DocumentNode, GraphQLSchema } from 'graphql';

const internalName = /^(join|link|core|context|connect)__|^(link|core|inaccessible|tag|context)$/;

/**
 * The schema that clients see, derived from a supergraph: without the composition's own directives and types, and without
 * inaccessible elements. The router derives its API schema with Apollo's code; tests compare both.
 */
export function mergedSchema(supergraphSdl: string): GraphQLSchema {
  const document = parse(supergraphSdl);
  const hidden = new Set(
    document.definitions.filter(isInaccessible).map((node) => ('name' in node ? node.name.value : undefined)),
  );
  const merged: DocumentNode = visit(document, {
    enter(node) {
      if (node.kind === Kind.SCHEMA_DEFINITION) return { ...node, directives: [] };
      if (isInaccessible(node)) return null;
      if (node.kind === Kind.DIRECTIVE || node.kind === Kind.DIRECTIVE_DEFINITION) {
        return internalName.test(node.name.value) ? null : undefined;
      }
      const isDefinition = node.kind.endsWith('TypeDefinition') && 'name' in node;
      if (isDefinition && internalName.test(node.name.value)) return null;
      return node.kind === Kind.NAMED_TYPE && hidden.has(node.name.value) ? null : undefined;
    },
  });
  return buildASTSchema(merged, { assumeValidSDL: true });
}

function isInaccessible(node: ASTNode): boolean {
  const directives = 'directives' in node ? ((node.directives ?? []) as ConstDirectiveNode[]) : [];
  return directives.some(({ name }) => name.value === 'inaccessible');
}
