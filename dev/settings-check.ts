import { ConfigurationError } from '../platform/config.ts';
import { parseRouterConfig } from '../router/config.ts';
import { parseOrdersConfig } from '../subgraphs/orders/config.ts';
import { parseReservationsConfig } from '../subgraphs/reservations/config.ts';
import { parseWorkerConfig } from '../subgraphs/reservations/worker/config.ts';
import { parseUsersConfig } from '../subgraphs/users/config.ts';
import { generateKeys } from './keys.ts';
import { loopback } from './ports.ts';
import { defaultPorts, inheritedEnvironment, serviceProcess } from './processes.ts';
import type { ServiceName } from './processes.ts';

type Parse = (environment: NodeJS.ProcessEnv) => unknown;

const parsers: Readonly<Record<ServiceName, Parse>> = {
  users: parseUsersConfig,
  orders: parseOrdersConfig,
  reservations: parseReservationsConfig,
  worker: parseWorkerConfig,
  router: parseRouterConfig,
};

/**
 * Checks the settings of the launcher and of every process of its stack, before it writes a file or starts a process.
 * @param environment the launcher's environment
 * @param parseOwn parses the launcher's own settings
 * @returns the launcher's own settings
 * @throws ConfigurationError with every invalid setting once, and the processes that use it
 */
export async function checkSettings<Own>(
  environment: NodeJS.ProcessEnv,
  parseOwn: (environment: NodeJS.ProcessEnv) => Own,
): Promise<Own> {
  const inherited = inheritedEnvironment(environment);
  const { MONGODB_URL: mongoUrl = '', REDIS_URL: redisUrl = '' } = inherited;
  // Stand-ins for the settings that the launcher sets itself, which are always valid.
  const context = {
    ports: defaultPorts,
    mongoUrl: mongoUrl === '' ? `mongodb://${loopback}` : mongoUrl,
    redisUrl: redisUrl === '' ? `redis://${loopback}` : redisUrl,
    keys: await generateKeys(),
    environment: inherited,
    overrides: {},
  };
  const faults = new Map<string, string[]>();
  const check = <Config>(whose: string, parse: () => Config): Config | undefined => {
    try {
      return parse();
    } catch (error) {
      for (const fault of faultsOf(error)) faults.set(fault, [...(faults.get(fault) ?? []), whose]);
      return undefined;
    }
  };
  const own = check('npm start', () => parseOwn(environment));
  for (const [name, parse] of Object.entries(parsers) as [ServiceName, Parse][]) {
    check(name, () => parse(serviceProcess(name, context).environment));
  }
  if (own === undefined || faults.size > 0) {
    const lines = [...faults].map(([fault, whose]) => `${fault} (${whose.join(', ')})`);
    throw new ConfigurationError(`Faulty settings:\n${lines.join('\n')}`);
  }
  return own;
}

/** The lines of a ConfigurationError, one for each invalid setting. @throws all further errors */
function faultsOf(error: unknown): string[] {
  if (!(error instanceof ConfigurationError)) throw error;
  return error.message.split('\n').slice(1);
}
