import { createRequire } from 'node:module';
import { correctModule } from './correct-module.ts';
import type { TextCorrection } from './correct-module.ts';
import { cyclicFetches } from './cyclic-fetches.ts';
import { externalRequiredFields } from './external-required-fields.ts';
import { interfaceObjectKeys, interfaceObjectRequires } from './interface-object-requires.ts';
import { interfaceObjectSiblings } from './interface-object-siblings.ts';
import { interfaceObjectTypename } from './interface-object-typename.ts';
import { mergeOrder } from './merge-order.ts';
import { mergeWithParent } from './merge-with-parent.ts';
import { mergedFetchParents } from './merged-fetch-parents.ts';
import { mergedFetchTypes } from './merged-fetch-types.ts';
import { resolvableKey } from './resolvable-keys.ts';
import { reusedFragments } from './reused-fragments.ts';
import { unionMembers } from './union-members.ts';
import { interfacesWithoutTypes, splitFields } from './unresolvable-fields.ts';

/** Of `buildPlan.js` in @apollo/query-planner 2.14.4. */
export const planCorrections: readonly TextCorrection[] = [
  mergeWithParent,
  externalRequiredFields,
  unionMembers,
  cyclicFetches,
  mergeOrder,
  mergedFetchParents,
  interfaceObjectRequires,
  interfaceObjectKeys,
  interfaceObjectSiblings,
  interfaceObjectTypename,
  interfacesWithoutTypes,
  splitFields,
  mergedFetchTypes,
  reusedFragments,
];

/**
 * Corrects Apollo's query planner, once per process, before `@apollo/gateway` or `@apollo/query-planner` is imported.
 * @throws Error if the planner has another version, or was loaded before
 */
export function correctPlanner(): void {
  const requireHere = createRequire(import.meta.url);
  const requireAsPlanner = createRequire(requireHere.resolve('@apollo/query-planner'));
  correctModule(requireAsPlanner, requireAsPlanner.resolve('./buildPlan.js'), planCorrections);
  // The package's index reads this property in a getter: the planner calls the replacement.
  const graphPaths = requireAsPlanner('@apollo/query-graphs/dist/graphPath.js') as {
    getLocallySatisfiableKey: typeof resolvableKey;
  };
  graphPaths.getLocallySatisfiableKey = resolvableKey;
}
