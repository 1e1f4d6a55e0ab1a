import { join } from 'node:path';
import { loadKeys } from '../../dev/keys.ts';
import { freePort, loopback } from '../../dev/ports.ts';
import { ProcessGroup } from '../../dev/process-group.ts';
import { defaultPorts, inheritedEnvironment, serviceProcess } from '../../dev/processes.ts';
import type { ProcessName, ServiceName } from '../../dev/processes.ts';
import type { Stack, StackOptions } from '../../dev/stack.ts';
import { subgraphs } from '../../schema/subgraphs.ts';
import { startBalancer } from '../kit/balancer.ts';
import type { Balancer } from '../kit/balancer.ts';

export const services: readonly ServiceName[] = [...subgraphs.map(({ name }) => name), 'worker', 'router'];
/** The second process of a service, in a world of pairs. */
type Twin = `${ServiceName} 2`;
export const twinOf = (name: ServiceName): Twin => `${name} 2`;
export type InstanceName = ProcessName | Twin;

/** The processes of a world. */
export interface Processes {
  pid(name: InstanceName): number | undefined;
  /** Sends a signal. After a fatal signal, resolves once the process has exited; it is then restarted. */
  kill(name: InstanceName, signal: NodeJS.Signals): Promise<void>;
  /** Kills a process and keeps it down until `release`; resolves once it has exited. */
  hold(name: InstanceName): Promise<void>;
  release(name: InstanceName): void;
  /** Resolves once every process can serve. */
  untilReady(): Promise<void>;
}

/** The processes of a world with one of each. */
export function processesOf(stack: Stack): Processes {
  return {
    pid: (name) => stack.pid(name as ProcessName),
    kill: (name, signal) => stack.kill(name as ProcessName, signal),
    hold: (name) => stack.hold(name as ProcessName),
    release(name) {
      stack.release(name as ProcessName);
    },
    untilReady: () => stack.waitUntilReady(),
  };
}

type StartOptions = Pick<StackOptions, 'dataDirectory' | 'environment' | 'log' | 'logger'> &
  Required<Pick<StackOptions, 'overrides' | 'entries'>>;

/** A second process of every service, and a balancer in front of each pair. */
export interface Pairs {
  /** Settings by which both processes call the balancers. */
  readonly overrides: NonNullable<StackOptions['overrides']>;
  readonly routerUrl: string;
  /** Names the first processes to the balancers, before they start. */
  balance(stack: Stack): void;
  /** Starts the second processes, once the stack of the first ones runs. */
  start(stack: Stack, options: StartOptions): Promise<Processes>;
  close(): Promise<void>;
}

/** Chooses the ports of the second processes and starts the balancers. */
export async function createPairs(): Promise<Pairs> {
  const ports = { ...defaultPorts };
  for (const name of services) ports[name] = await freePort();
  let firstPortOf: (name: ServiceName) => number[] = () => [];
  const balancers = Object.fromEntries(
    await Promise.all(
      services.map(async (name) => [name, await startBalancer(() => [...firstPortOf(name), ports[name]])]),
    ),
  ) as Record<ServiceName, Balancer>;
  const urlOf = (name: ServiceName) => `http://${loopback}:${balancers[name].port}`;
  const subgraphUrls = Object.fromEntries(subgraphs.map(({ name }) => [name, `${urlOf(name)}/graphql`]));
  let twins: ProcessGroup | undefined;
  return {
    overrides: {
      worker: { ORDERS_URL: `${urlOf('orders')}/graphql` },
      router: {
        SUBGRAPH_URLS: JSON.stringify(subgraphUrls),
        JWKS_URL: `${urlOf('users')}/.well-known/jwks.json`,
      },
    },
    routerUrl: urlOf('router'),
    balance({ urls }) {
      firstPortOf = (name) => [Number(new URL(urls[name]).port)];
    },
    async start(stack, { dataDirectory, environment, log, logger, overrides, entries }) {
      const context = {
        ...{ ports, mongoUrl: stack.mongoUrl, redisUrl: stack.redisUrl, overrides, entries },
        keys: await loadKeys(join(dataDirectory, 'keys.json')),
        environment: inheritedEnvironment(environment),
      };
      const group = new ProcessGroup(log, logger);
      twins = group;
      group.start(services.map((name) => ({ ...serviceProcess(name, context), name: twinOf(name) })));
      await group.untilReady();
      return processesOfBoth(stack, group);
    },
    async close() {
      await twins?.close([services.map(twinOf)]);
      await Promise.all(Object.values(balancers).map((balancer) => balancer.close()));
    },
  };
}

function processesOfBoth(stack: Stack, twins: ProcessGroup): Processes {
  const firsts = processesOf(stack);
  return {
    pid: (name) => twins.get(name)?.pid ?? firsts.pid(name),
    kill: async (name, signal) => (twins.get(name) ?? { kill: () => firsts.kill(name, signal) }).kill(signal),
    hold: async (name) => (twins.get(name) ?? { hold: () => firsts.hold(name) }).hold(),
    release(name) {
      const twin = twins.get(name);
      if (twin === undefined) firsts.release(name);
      else twin.release();
    },
    async untilReady() {
      await Promise.all([firsts.untilReady(), twins.untilReady()]);
    },
  };
}
