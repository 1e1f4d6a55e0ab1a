import type { RequestContext } from '../../platform/subgraph-server.ts';
import type { Checkout } from './use-cases/checkout.ts';
import type { Loaders } from './loaders.ts';

/** What the resolvers of one request share. */
export interface Context extends RequestContext {
  loaders: Loaders;
  checkout: Checkout;
}
