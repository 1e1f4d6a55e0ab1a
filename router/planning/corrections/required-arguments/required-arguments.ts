import { Kind, parse, print, visit } from 'graphql';
import type {
  ArgumentNode,
  ConstDirectiveNode,
  DocumentNode,
  FieldDefinitionNode,
  InterfaceTypeDefinitionNode,
  ObjectTypeDefinitionNode,
} from 'graphql';
import {
  argumentOf,
  graphNames,
  graphOf,
  hasFields,
  parseFieldSet,
  printFieldSet,
} from '../../../supergraph/join-directives.ts';
import type { FieldsType } from '../../../supergraph/join-directives.ts';
import { createContextRewriter } from './context-selections.ts';
import { declareInaccessible, inaccessibleDirective } from './inaccessible-directive.ts';
import { useSyntheticFields } from './rewrite-field-set.ts';
import { addSyntheticFields, createSyntheticFields } from './synthetic-fields.ts';
import type { SyntheticFields } from './synthetic-fields.ts';

/**
 * Separates fields that `@requires` or `@fromContext` selects with arguments from the same fields of clients. The planner
 * identifies a field by its name: `price(currency: "EUR")` of a client, `@requires(fields: "price(currency: \"USD\")")`
 * and `@requires(fields: "price(currency: \"NOK\")")` would share a value. Each use becomes a synthetic field
 * without arguments, which is `@inaccessible` to clients.
 *
 *     type Product @key(fields: "id") {
 *       id: ID!
 *       price(currency: String!): Int @external
 *       shipping: Int @requires(fields: "price(currency: \"USD\")")
 *     }
 *     { product { price(currency: "EUR") shipping } }
 */
export interface RequiredArguments {
  /** With the synthetic fields. */
  sdl: string;
  /** The field behind each synthetic name. */
  fields: ReadonlyMap<string, { name: string; arguments: readonly ArgumentNode[] }>;
  requiredBy(subgraph: string, type: string, field: string): ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export function separateRequiredArguments(sdl: string): RequiredArguments {
  const unchanged: RequiredArguments = { sdl, fields: new Map(), requiredBy: () => none };
  if (!/requires:|contextArguments:/.test(sdl)) return unchanged;
  const document = parse(sdl, { noLocation: true });
  const types = new Map(
    document.definitions.flatMap((node) => (hasFields(node) ? [[node.name.value, node] as const] : [])),
  );
  const synthetic = createSyntheticFields(types);
  const required = new Map<string, Set<string>>();
  const rewritten = rewriteDirectives(document, types, synthetic, required);
  if (synthetic.fields.size === 0) return unchanged;
  const inaccessible = inaccessibleDirective(document);
  const complete = addSyntheticFields(rewritten, types, synthetic, inaccessible.directive);
  return {
    sdl: print(declareInaccessible(complete, inaccessible)),
    fields: synthetic.fields,
    requiredBy: (subgraph, type, field) => required.get(coordinate(subgraph, type, field)) ?? none,
  };
}

/**
 * Puts synthetic fields into the `requires` and `contextArguments` of each `@join__field`.
 * @param required gets the synthetic fields that each field requires
 */
function rewriteDirectives(
  document: DocumentNode,
  types: ReadonlyMap<string, FieldsType>,
  synthetic: SyntheticFields,
  required: Map<string, Set<string>>,
): DocumentNode {
  const graphs = graphNames(document);
  const rewriteContexts = createContextRewriter(document, types, synthetic);

  function rewriteRequires(
    directive: ConstDirectiveNode,
    field: FieldDefinitionNode,
    type: FieldsType,
  ): ConstDirectiveNode {
    const requires = argumentOf(directive, 'requires');
    if (directive.name.value !== 'join__field' || requires?.value.kind !== Kind.STRING) return directive;
    const used = new Set<string>();
    const graph = graphOf(directive);
    const fieldSet = parseFieldSet(requires.value.value);
    const selectionSet = useSyntheticFields(fieldSet, type, { types, synthetic, graph, used });
    if (used.size === 0) return directive;
    required.set(coordinate(graphs.get(graph) ?? graph, type.name.value, field.name.value), used);
    const value = { ...requires.value, value: printFieldSet(selectionSet) };
    return {
      ...directive,
      arguments: (directive.arguments ?? []).map((argument) =>
        argument === requires ? { ...argument, value } : argument,
      ),
    };
  }

  const rewriteFields = <Type extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode>(
    type: Type,
  ) => ({
    ...type,
    fields: type.fields?.map((field) => {
      const directives = field.directives?.map((directive) =>
        rewriteRequires(rewriteContexts(directive), field, type),
      );
      return { ...field, ...(directives === undefined ? {} : { directives }) };
    }),
  });
  return visit(document, { ObjectTypeDefinition: rewriteFields, InterfaceTypeDefinition: rewriteFields });
}

function coordinate(subgraph: string, type: string, field: string): string {
  return `${subgraph} ${type}.${field}`;
}
