import { scalars } from '../../../platform/scalars.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import type { Checkout } from '../use-cases/checkout.ts';
import { checkoutResolvers } from './checkout.ts';
import { contributionResolvers } from './contributions.ts';
import { orderResolvers } from './orders.ts';

/** The resolvers of the subgraph. */
export function allResolvers(parts: { checkout: Checkout }): Resolvers {
  return {
    DateTime: scalars.DateTime,
    SafeInt: scalars.SafeInt,
    ...orderResolvers,
    ...contributionResolvers,
    Query: { ...orderResolvers.Query, ...contributionResolvers.Query },
    ...checkoutResolvers(parts),
  };
}
