import type { TextCorrection } from './correct-module.ts';

/**
 * Keeps the dependencies of the children when a fetch is merged into its ancestor. The planner keeps the ancestor's
 * dependency on the fetches between the two: they depend on each other, and the plan loses `slug`.
 *
 *     # fleet                                          # energy
 *     interface Vehicle @key(fields: "id") {           type Vehicle @key(fields: "id") @interfaceObject {
 *       id: ID! name: String!                            id: ID! name: String! @external
 *     }                                                  slug: String! @requires(fields: "name")
 *     type Ferry implements Vehicle @key(…) { … }      }
 *                                                      # routes
 *                                                      type Query { departures: [Departure!]! }
 *                                                      type Departure { vehicle: Vehicle! }
 *                                                      type Vehicle @key(fields: "id") @interfaceObject { id: ID! }
 *
 *     { departures { vehicle { ... on Ferry { slug } slug } } }
 */
export const mergedFetchParents: TextCorrection = {
  wrong: `            if (parent.group.isDescendantOf(this)) {
                continue;`,
  right: `            if (parent.group === this) continue;
            if (parent.group.isDescendantOf(this)) {
                for (const child of merged.children()) child.addParent({ group: parent.group });
                continue;`,
};
