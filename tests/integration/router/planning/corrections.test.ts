// Imported first: it corrects Apollo's modules before another import loads them.
import '../../../../router/planning/corrections/apply.ts';
import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';
import { composeServices } from '@apollo/composition';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import type { FetchNode, PlanNode, QueryPlanner } from '@apollo/query-planner';
import { parse } from 'graphql';
import { afterAll, describe, expect, it } from 'vitest';
import { correctModule } from '../../../../router/planning/corrections/correct-module.ts';
import type { TextCorrection } from '../../../../router/planning/corrections/correct-module.ts';
import { planCorrections } from '../../../../router/planning/corrections/correct-planner.ts';
import { cyclicFetches } from '../../../../router/planning/corrections/cyclic-fetches.ts';
import { mergedFetchParents } from '../../../../router/planning/corrections/merged-fetch-parents.ts';
import { correctionExamples } from './correction-examples.ts';
import type { CorrectionExample } from './correction-examples.ts';

const requireAsPlanner = createRequire(createRequire(import.meta.url).resolve('@apollo/query-planner'));
const plannerFiles = ['./buildPlan.js', './index.js'].map((file) => requireAsPlanner.resolve(file));

type PlannerClass = new (supergraph: Supergraph) => QueryPlanner;

/** Loads a fresh copy of the planner with some of the corrections. */
function plannerWith(corrections: readonly TextCorrection[]): PlannerClass {
  for (const path of plannerFiles) Reflect.deleteProperty(requireAsPlanner.cache, path);
  const [buildPlan = ''] = plannerFiles;
  correctModule(requireAsPlanner, buildPlan, corrections);
  return (requireAsPlanner('./index.js') as { QueryPlanner: PlannerClass }).QueryPlanner;
}

function compose(subgraphs: CorrectionExample['subgraphs']): string {
  const directives = '["@key", "@requires", "@external", "@shareable", "@interfaceObject"]';
  const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${directives})`;
  const services = Object.entries(subgraphs).map(([name, typeDefs]) => ({
    ...{ name, url: `http://${name}.invalid`, typeDefs: parse(`${link} ${typeDefs}`) },
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new AggregateError(errors);
  return supergraphSdl;
}

/** Plans a query; returns its fetches in order, as `CorrectionExample` has them. */
function fetchesOf(Planner: PlannerClass, { subgraphs, query }: CorrectionExample): string[] {
  const supergraph = Supergraph.build(compose(subgraphs));
  const planner = new Planner(supergraph);
  const operation = operationFromDocument(supergraph.apiSchema(), parse(query));
  const { node } = interrupted(() => planner.buildQueryPlan(operation));
  return node === undefined || node.kind === 'Subscription' ? [] : fetchesIn(node);
}

/** `node:vm` runs text that sees globals only: this global holds the function to run. */
const pending = Symbol.for('wayfare.planning');

/** Interrupts a synchronous function after 5 seconds. */
function interrupted<Result>(run: () => Result): Result {
  Object.assign(globalThis, { [pending]: run });
  return runInThisContext(`globalThis[Symbol.for('wayfare.planning')]()`, { timeout: 5_000 }) as Result;
}

const entities =
  /^query\(\$representations:\[_Any!\]!\)\{_entities\(representations:\$representations\)\{(.*)\}\}$/;

function fetchesIn(node: PlanNode): string[] {
  switch (node.kind) {
    case 'Fetch':
      return [`${node.serviceName}: ${node.operation.replace(entities, '$1')}${typesOf(node)}`];
    case 'Flatten':
      return fetchesIn(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesIn);
    case 'Condition':
    case 'Defer':
      throw new Error(`Expected a plan of fetches, found a ${node.kind} node.`);
  }
}

/** Returns the fetches of a plan, or the message of the planning error. */
function outcomeOf(plan: () => string[]): unknown {
  try {
    return plan();
  } catch (error) {
    return (error as Error).message;
  }
}

function rightOutcomeOf({ fetches, refusal }: CorrectionExample): unknown {
  return fetches ?? refusal;
}

/** The types of an entity fetch's representations, where the operation does not name them. */
function typesOf({ requires = [], operation }: FetchNode): string {
  const types = requires.flatMap((one) => (one.kind === 'InlineFragment' ? (one.typeCondition ?? []) : []));
  const others = types.filter((type) => !operation.includes(`...on ${type}{`));
  return others.length === 0 ? '' : ` of ${others.join()}`;
}

describe('a correction of the planner', () => {
  const planner = ({ without = [] }: CorrectionExample, ...others: TextCorrection[]) =>
    plannerWith(planCorrections.filter((one) => !without.includes(one) && !others.includes(one)));
  afterAll(() => {
    for (const path of plannerFiles) Reflect.deleteProperty(requireAsPlanner.cache, path);
  });

  describe.each(Object.entries(correctionExamples))('%s', (_name, example) => {
    it('plans its example right', () => {
      expect(outcomeOf(() => fetchesOf(planner(example), example))).toEqual(rightOutcomeOf(example));
    });

    it('is needed: without it the plan has other fetches', () => {
      const without = planner(example, example.correction);

      expect(outcomeOf(() => fetchesOf(without, example))).not.toEqual(rightOutcomeOf(example));
    });
  });

  it('cyclicFetches ends the search in a cycle, which arises without mergedFetchParents', () => {
    const { mergedFetchParents: example } = correctionExamples;
    if (example === undefined) throw new Error('Expected the example of mergedFetchParents.');
    expect(fetchesOf(planner(example, mergedFetchParents), example)).not.toEqual(example.fetches);

    const endless = planner(example, mergedFetchParents, cyclicFetches);

    expect(() => fetchesOf(endless, example)).toThrow('Script execution timed out');
  });
});
