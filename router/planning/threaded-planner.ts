import { buildASTSchema, parse, print } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { EntityKeys } from './entity-keys.ts';
import { withOverrides } from './override-labels.ts';
import type { Planner } from './planner.ts';
import { createPlanningPool } from './pool/planning-pool.ts';
import type { PlanningPool, PlanningPoolOptions } from './pool/planning-pool.ts';
import type { Service } from '../../platform/lifecycle.ts';

/** Planners of a router's supergraphs, which share planning threads. Closing it ends the threads. */
export interface Planning extends Service {
  /** @throws Error when the planner refuses the supergraph */
  createPlanner: (sdl: string) => Promise<Planner>;
}

export function openPlanning(options: PlanningPoolOptions): Planning {
  const pool = createPlanningPool(options);
  return { createPlanner: (sdl) => createThreadedPlanner(sdl, pool), close: () => pool.close() };
}

/**
 * Plans on the threads of a pool.
 * @param sdl a supergraph
 * @throws Error when the planner refuses the supergraph
 */
export async function createThreadedPlanner(sdl: string, pool: PlanningPool): Promise<Planner> {
  const { supergraph, plan, retire } = await pool.load(sdl);
  return {
    schema: schemaOf(supergraph.apiSdl),
    supergraphSchema: schemaOf(supergraph.supergraphSdl),
    subgraphs: supergraph.subgraphs,
    overrideLabels: supergraph.overrideLabels,
    plan: (document, requester, overrides) => plan(withOverrides(print(document), overrides), requester),
    identifies: (subgraph, type, fields) => identifies(supergraph.keys, subgraph, type, fields),
    keysOf: (subgraph, type) => supergraph.keys.get(subgraph)?.get(type) ?? [],
    requiredBy: (subgraph, type, field) => supergraph.required.get(subgraph)?.get(`${type}.${field}`) ?? [],
    close() {
      retire();
      return Promise.resolve();
    },
  };
}

/** @param sdl valid: the planner has printed it */
function schemaOf(sdl: string): GraphQLSchema {
  return buildASTSchema(parse(sdl, { noLocation: true }), { assumeValid: true, assumeValidSDL: true });
}

function identifies(keys: EntityKeys, subgraph: string, type: string, fields: ReadonlySet<string>): boolean {
  const ofType = keys.get(subgraph)?.get(type) ?? [];
  return ofType.some((key) => key.every((field) => fields.has(field)));
}
