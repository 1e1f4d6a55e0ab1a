import type { TextCorrection } from './correct-module.ts';

/**
 * Reuses no fragment that brings undefined variables into a fetch. The planner leaves out `seats`, because no `Leg` is a
 * `Ship`, and defines the variables that are left. It then puts the client's fragment in place of equal selections, and
 * writes it out again because it stands only once: with `seats`, and without a definition of `$deck`.
 *
 *     # lines                                             # berths
 *     type Query { leg: Leg }
 *     interface Leg { id: ID! }
 *     type Ferry implements Leg @key(fields: "id") {        type Ferry @key(fields: "id") {
 *       id: ID! name: String                                  id: ID! cars: Int
 *     }                                                     }
 *     type Ship { seats(deck: Int!): Int }
 *     union Vehicle = Ferry | Ship
 *
 *     query ($deck: Int!) { leg { ...Seats } }
 *     fragment Seats on Vehicle { ... on Ship { seats(deck: $deck) } ... on Ferry { name } }
 */
export const reusedFragments: TextCorrection = {
  wrong:
    'operation = operation.optimize(fragments === null || fragments === void 0 ? void 0 : fragments.forSubgraph(this.subgraphName, subgraphSchema), federation_internals_1.DEFAULT_MIN_USAGES_TO_OPTIMIZE, variableDefinitions);',
  right: `const optimized = operation.optimize(fragments === null || fragments === void 0 ? void 0 : fragments.forSubgraph(this.subgraphName, subgraphSchema), federation_internals_1.DEFAULT_MIN_USAGES_TO_OPTIMIZE, variableDefinitions);
            if (definesVariables(optimized)) operation = optimized;`,
  helper: `
function definesVariables({ selectionSet, fragments, variableDefinitions }) {
  const used = new federation_internals_1.VariableCollector();
  selectionSet.collectVariables(used);
  for (const fragment of fragments ? fragments.definitions() : []) fragment.collectVariables(used);
  return used.variables().every((variable) => variableDefinitions.definition(variable) !== undefined);
}`,
};
