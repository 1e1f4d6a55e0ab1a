import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import type { Compose } from './router.ts';

export const composeWithTheGuild: Compose = (subgraphs) => {
  const result = composeServices(
    subgraphs.map(({ name, url, typeDefs }) => ({ name, url, typeDefs: parse(typeDefs) })),
  );
  if (result.errors !== undefined) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.supergraphSdl;
};
