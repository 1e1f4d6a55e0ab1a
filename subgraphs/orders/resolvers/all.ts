import { scalars } from '../../../platform/scalars.ts';
import type { Resolvers } from '../generated/resolvers.ts';
import { checkoutResolvers } from './checkout.ts';
import { contributionResolvers } from './contributions.ts';
import { orderResolvers } from './orders.ts';

/** Every resolver of the subgraph; what they work with comes in the context. */
export const allResolvers: Resolvers = {
  DateTime: scalars.DateTime,
  SafeInt: scalars.SafeInt,
  ...orderResolvers,
  ...contributionResolvers,
  ...checkoutResolvers,
};
