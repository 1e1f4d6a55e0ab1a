// Faults of the planner (@apollo/query-planner 2.14.4, whose version is pinned) by which chains of `@requires`, keys that
// are external or not resolvable, and interface objects are answered wrongly.
import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { federationMetadata, parseFieldSetArgument } from '@apollo/federation-internals';
import type { CompositeType, Schema, SelectionSet } from '@apollo/federation-internals';

/** Marks what is as it is to be. */
const corrected = Symbol.for('wayfare.corrected');

/** A text of the planner's that is wrong, and the right one. */
export interface Correction {
  wrong: string;
  right: string;
}

const correctionsOfPlans: readonly Correction[] = [
  {
    // A fetch that waits for others cannot go with one that comes before them.
    wrong:
      'return this.deferRef === child.deferRef && !!((_a = child.parentRelation(this)) === null || _a === void 0 ? void 0 : _a.path);',
    right:
      'return this.deferRef === child.deferRef && !!((_a = child.parentRelation(this)) === null || _a === void 0 ? void 0 : _a.path) && child.parents().every(({ group }) => group === this || this.isDescendantOf(group));',
  },
  {
    // What is required goes with the fetch before it only where that one's subgraph can tell it by itself.
    wrong:
      'const newGroupIsUnneeded = parent.path && groupCopy.selection.canRebaseOn(typeAtPath(parent.group.selection.parentType, parent.path));',
    right:
      'const newGroupIsUnneeded = parent.path && toldByItself(groupCopy.selection, typeAtPath(parent.group.selection.parentType, parent.path)) && groupCopy.selection.canRebaseOn(typeAtPath(parent.group.selection.parentType, parent.path));',
  },
  {
    // That one way to a union cannot lead to a member does not matter where a shorter one can.
    wrong: `            if (followupForOption.length === 0) {
                if (operation.kind === 'FragmentElement') {`,
    right: `            if (followupForOption.length === 0) {
                if (operation.kind === 'FragmentElement' && shorterWayLeadsOn(this, options, option, operation)) continue;
                if (operation.kind === 'FragmentElement') {`,
  },
  {
    // Fetches that wait for each other would be looked at for ever.
    wrong: `            const stack = startVertex.children().concat();
            while (stack.length > 0) {
                const v = stack.pop();
                from.removeChild(v);`,
    right: `            const stack = startVertex.children().concat();
            const seen = new Set();
            while (stack.length > 0) {
                const v = stack.pop();
                if (seen.has(v)) continue;
                seen.add(v);
                from.removeChild(v);`,
  },
  {
    // Fetches that ask the same of a subgraph become one, in the place of the first: what comes before it cannot wait for it.
    wrong: `                const group = bucket.pop();
                for (const other of bucket) {`,
    right: `                const [group, ...others] = ancestorsFirst(bucket.reverse());
                for (const other of others) {`,
  },
  {
    // One that waits for the first by way of others no longer does; what waits for it still waits for those others.
    wrong: `            if (parent.group.isDescendantOf(this)) {
                continue;`,
    right: `            if (parent.group === this) continue;
            if (parent.group.isDescendantOf(this)) {
                for (const child of merged.children()) child.addParent({ group: parent.group });
                continue;`,
  },
  {
    wrong: '//# sourceMappingURL=buildPlan.js.map',
    right: `
function ancestorsFirst(groups) {
  const seen = new Set();
  const ordered = [];
  const visit = (group) => {
    if (seen.has(group)) return;
    seen.add(group);
    group.parentGroups().forEach(visit);
    if (groups.includes(group)) ordered.push(group);
  };
  groups.forEach(visit);
  return ordered;
}
function shorterWayLeadsOn({ parameters }, options, closed, operation) {
  const jumps = (option) => option.paths.reduce((sum, path) => sum + path.subgraphJumps(), 0);
  return options.some((option) => {
    if (jumps(option) >= jumps(closed)) return false;
    const onwards = (0, query_graphs_1.advanceSimultaneousPathsWithOperation)(parameters.supergraphSchema, option, operation, parameters.overrideConditions);
    return onwards !== undefined && onwards.length > 0;
  });
}
function toldByItself(selectionSet, type) {
  const schema = type.schema();
  const metadata = (0, federation_internals_1.federationMetadata)(schema);
  return selectionSet.selections().every((selection) => {
    if (selection.kind === 'FragmentSelection') {
      const condition = selection.element.typeCondition;
      return toldByItself(selection.selectionSet, (condition && schema.type(condition.name)) || type);
    }
    if (selection.element.name === '__typename') return true;
    const field = type.field && type.field(selection.element.name);
    if (!field || metadata.isFieldExternal(field)) return false;
    if (field.hasAppliedDirective(metadata.requiresDirective())) return false;
    return !selection.selectionSet || toldByItself(selection.selectionSet, (0, federation_internals_1.baseType)(field.type));
  });
}`,
  },
];

/**
 * Corrects the planner, once. To be called before the gateway is imported, which loads it.
 * @throws Error where the planner is another version's, or was loaded as it is before
 */
export function correctPlanner(): void {
  const requireHere = createRequire(import.meta.url);
  const requireAsPlanner = createRequire(requireHere.resolve('@apollo/query-planner'));
  correct(requireAsPlanner, requireAsPlanner.resolve('./buildPlan.js'), correctionsOfPlans);
  // Its package hands it on as it is at the moment.
  const graphPaths = requireAsPlanner('@apollo/query-graphs/dist/graphPath.js') as {
    getLocallySatisfiableKey: typeof keyToComeBackBy;
  };
  graphPaths.getLocallySatisfiableKey = keyToComeBackBy;
}

/**
 * The key by which a subgraph is asked once more for an entity of its own, after others were asked for what its field
 * requires. One that it cannot be asked by is none; and the fetch before must be able to tell it by itself.
 */
function keyToComeBackBy(
  graph: { sources: ReadonlyMap<string, Schema> },
  vertex: { source: string; type: CompositeType },
): SelectionSet | undefined {
  const schema = graph.sources.get(vertex.source);
  const metadata = schema === undefined ? undefined : federationMetadata(schema);
  if (metadata === undefined) throw new Error(`there is no subgraph ${vertex.source}`);
  const keys = vertex.type.appliedDirectivesOf(metadata.keyDirective());
  const resolvable = keys.filter((key) => key.arguments().resolvable !== false);
  for (const key of resolvable.length === 0 ? keys : resolvable) {
    const selection = parseFieldSetArgument({ parentType: vertex.type, directive: key });
    if (metadata.selectionSelectsAnyExternalField(selection)) continue;
    const canRebaseOn = selection.canRebaseOn.bind(selection);
    selection.canRebaseOn = (parentType) => {
      if (!canRebaseOn(parentType)) return false;
      const rebased = selection.rebaseOn({
        parentType,
        fragments: undefined,
        errorIfCannotRebase: false,
      });
      return federationMetadata(parentType.schema())?.selectionSelectsAnyExternalField(rebased) !== true;
    };
    return selection;
  }
  return undefined;
}

/**
 * Loads a module with its text corrected.
 * @throws Error where the module is another version's, or was loaded as it is before
 */
export function correct(require: NodeJS.Require, path: string, corrections: readonly Correction[]): void {
  const loaded = require.cache[path] as (NodeJS.Module & { [corrected]?: true }) | undefined;
  if (loaded?.[corrected] === true) return;
  if (loaded !== undefined) {
    throw new Error(
      `${path} was loaded before it could be corrected: import the gateway from router/planning/gateway.ts`,
    );
  }
  let text = readFileSync(path, 'utf8');
  for (const { wrong, right } of corrections) {
    if (text.split(wrong).length !== 2)
      throw new Error(`${path} is not of the version that is corrected here`);
    text = text.replace(wrong, () => right);
  }
  const module = new Module(path) as NodeJS.Module & {
    _compile(source: string, path: string): void;
    [corrected]?: true;
  };
  module[corrected] = true;
  module.filename = path;
  module.paths = pathsAbove(dirname(path));
  require.cache[path] = module;
  module._compile(text, path);
  module.loaded = true;
}

function pathsAbove(directory: string): string[] {
  return createRequire(`${directory}/`).resolve.paths('x') ?? [];
}
