import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { eventsContract, subgraphs } from './subgraphs.ts';

const root = new URL('..', import.meta.url);

/**
 * Composes the contracts in `schema/` into one Federation 2 supergraph.
 * @returns the supergraph's SDL
 * @throws Error naming every composition error
 */
export function composeSupergraph(): string {
  const services = [
    ...subgraphs.map(({ name, sdlPath, defaultPort }) => ({
      name,
      sdlPath,
      url: `http://127.0.0.1:${defaultPort}/graphql`,
    })),
    { ...eventsContract, url: 'http://events.invalid' },
  ];
  const { supergraphSdl, errors } = composeServices(
    services.map(({ name, sdlPath, url }) => ({
      name,
      url,
      typeDefs: parse(readFileSync(new URL(sdlPath, root), 'utf8')),
    })),
  );
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('schema/supergraph.graphql', root), composeSupergraph());
}
