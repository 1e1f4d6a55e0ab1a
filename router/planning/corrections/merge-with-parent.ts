import type { TextCorrection } from './correct-module.ts';

/**
 * Keeps a fetch apart from its parent if it also depends on a fetch after the parent. The planner merges them: in a
 * chain of `@requires` that returns to the same subgraph, it requests `payout` before `commission` is known.
 *
 *     # hotels                                         # taxes
 *     type Query { rooms: [Room!]! }
 *     type Room @key(fields: "id") {                   type Room @key(fields: "id") {
 *       id: ID! price: Int!                              id: ID! price: Int! @external
 *       levy: Float! @external                           levy: Float! @requires(fields: "price")
 *       gross: Float! @requires(fields: "levy")          gross: Float! @external
 *       commission: Float! @external                     commission: Float! @requires(fields: "gross")
 *       payout: Float! @requires(fields: "commission")
 *     }                                                }
 *
 *     { rooms { payout } }
 */
export const mergeWithParent: TextCorrection = {
  wrong:
    'return this.deferRef === child.deferRef && !!((_a = child.parentRelation(this)) === null || _a === void 0 ? void 0 : _a.path);',
  right:
    'return this.deferRef === child.deferRef && !!((_a = child.parentRelation(this)) === null || _a === void 0 ? void 0 : _a.path) && child.parents().every(({ group }) => group === this || this.isDescendantOf(group));',
};
