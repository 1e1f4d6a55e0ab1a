import type { RequestContext } from '../../platform/subgraph-server.ts';
import type { Loaders } from './loaders.ts';

/** What resolvers know of a request. */
export interface Context extends RequestContext {
  loaders: Loaders;
}
