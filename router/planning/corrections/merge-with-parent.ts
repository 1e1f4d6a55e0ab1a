import type { TextCorrection } from './correct-module.ts';

/**
 * The planner merges a fetch into its parent although it depends on a third fetch that runs after the parent: a chain of
 * `@requires` that returns to the same subgraph loses its last step.
 */
export const mergeWithParent: TextCorrection = {
  wrong:
    'return this.deferRef === child.deferRef && !!((_a = child.parentRelation(this)) === null || _a === void 0 ? void 0 : _a.path);',
  right:
    'return this.deferRef === child.deferRef && !!((_a = child.parentRelation(this)) === null || _a === void 0 ? void 0 : _a.path) && child.parents().every(({ group }) => group === this || this.isDescendantOf(group));',
};
