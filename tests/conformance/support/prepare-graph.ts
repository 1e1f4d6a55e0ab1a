import { composeServices } from '@apollo/composition';
import { buildSchema, parse } from 'graphql';
import { linkFederation } from '../../kit/fake-subgraph.ts';
import { modelOf } from './graph-model.ts';
import type { ConformanceGraph } from './graph.ts';
import { mergedSchema } from './merged-schema.ts';
import { oracleOf } from './oracle.ts';

/** Composes a graph, and derives its oracle. */
export function prepareGraph(graph: ConformanceGraph) {
  const model = modelOf(graph);
  const { supergraphSdl, errors } = composeServices(
    Object.entries(graph.subgraphs).map(([name, sdl]) => ({
      name,
      url: 'http://subgraph.invalid',
      typeDefs: parse(linkFederation(sdl)),
    })),
  );
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  const schema = graph.merged === undefined ? mergedSchema(supergraphSdl) : buildSchema(graph.merged);
  return { model, oracle: oracleOf(model, schema) };
}
