import { parentPort, workerData } from 'node:worker_threads';
import { parse } from 'graphql';
import { deferUnusedPackages } from '../deferred-packages.ts';
import { overridesIn } from '../override-labels.ts';
import type { PlanMessage, ThreadData, ThreadMessage } from './messages.ts';

// The program of a planning thread: loads a supergraph, then plans operations in turn.

// Otherwise the gateway sends telemetry when it is constructed. This thread has its own environment.
process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
deferUnusedPackages();
// In a bundle, a module's packages are loaded before its own statements run.
const { correctPlanner } = await import('../corrections/correct-planner.ts');
correctPlanner();
const { createApolloPlanner } = await import('../apollo-planner.ts');

const send = (message: ThreadMessage) => {
  parentPort?.postMessage(message);
};
const log = (level: 'trace' | 'debug' | 'warn' | 'error') => (message: unknown) => {
  send({ type: 'log', level, message: String(message) });
};
const { sdl } = workerData as ThreadData;

try {
  const logger = { trace: log('trace'), debug: log('debug'), warn: log('warn'), error: log('error') };
  const { supergraph, plan } = await createApolloPlanner(sdl, logger);
  send({ type: 'loaded', supergraph });
  parentPort?.on('message', ({ text }: PlanMessage) => {
    try {
      send({ type: 'planned', plan: plan(parse(text, { noLocation: true }), overridesIn(text)) });
    } catch (error) {
      send({ type: 'failed', error: asError(error) });
    }
  });
} catch (error) {
  send({ type: 'refused', error: asError(error) });
}

/** Messages keep an error's text and stack, and drop the properties of a GraphQLError. */
function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
