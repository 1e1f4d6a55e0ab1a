import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

// Exactly as documented: https://www.apollographql.com/docs/apollo-server/using-federation/apollo-gateway-setup

const supergraphSdl = readFileSync(process.env['SUPERGRAPH_PATH'] ?? 'supergraph.graphql').toString();
const gateway = new ApolloGateway({ supergraphSdl });
const server = new ApolloServer({ gateway });
await startStandaloneServer(server, { listen: { port: Number(process.env['PORT']) } });
