import { Kind, parse } from 'graphql';
import type { ConstDirectiveNode, DocumentNode } from 'graphql';
import { stringOf } from '../../../supergraph/join-directives.ts';

export interface InaccessibleDirective {
  directive: ConstDirectiveNode;
  /** The supergraph links the specification (https://specs.apollo.dev/inaccessible/v0.2/). */
  isDeclared: boolean;
}

/** `@inaccessible` under the name that the supergraph imports it by. */
export function inaccessibleDirective({ definitions }: DocumentNode): InaccessibleDirective {
  const links = definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION ? (node.directives ?? []) : [],
  );
  const link = links.find((directive) =>
    stringOf(directive, 'url')?.startsWith('https://specs.apollo.dev/inaccessible/'),
  );
  const name = (link && stringOf(link, 'as')) ?? 'inaccessible';
  return {
    directive: { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: name }, arguments: [] },
    isDeclared: link !== undefined,
  };
}

/** Links and defines `@inaccessible` if the supergraph lacks it. */
export function declareInaccessible(
  document: DocumentNode,
  { isDeclared }: InaccessibleDirective,
): DocumentNode {
  if (isDeclared) return document;
  const [extension, ...added] = parse(`
    extend schema @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)
    directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION`).definitions;
  const links = extension?.kind === Kind.SCHEMA_EXTENSION ? (extension.directives ?? []) : [];
  const definitions = document.definitions.map((node) =>
    node.kind === Kind.SCHEMA_DEFINITION
      ? { ...node, directives: [...(node.directives ?? []), ...links] }
      : node,
  );
  return { ...document, definitions: [...definitions, ...added] };
}
