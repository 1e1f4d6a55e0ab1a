import type { RequestContext } from '../../platform/subgraph-server.ts';
import type { Loaders } from './loaders.ts';

/** The GraphQL context: shared by the resolvers of one request. */
export interface Context extends RequestContext {
  loaders: Loaders;
}
