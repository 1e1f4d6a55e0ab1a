import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseConfig } from '../platform/config.ts';
import { createLogger } from '../platform/log.ts';
import { createLogPrinter } from './log-lines.ts';
import { launcherSettings } from './launcher-settings.ts';
import type { LauncherConfig } from './launcher-settings.ts';
import { endLeftovers } from './leftovers.ts';
import { lockDirectory, processIdentity } from './mongodb/lock.ts';
import { corsOrigins } from './processes.ts';
import { checkSettings } from './settings-check.ts';
import { createStack } from './stack.ts';
import type { Stack } from './stack.ts';
import { makePrivateDirectory } from './private-directory.ts';
import { removeStackFile, writeStackFile } from './stack-file.ts';
import { welcome } from './welcome.ts';

/** npm repeats the Ctrl-C that the terminal has already sent: an earlier second signal is ignored. */
const secondSignalAfterMs = 500;

async function main(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = await checkSettings(process.env, (given) => parseConfig(launcherSettings, given));
  const dataDirectory = resolve(config.DATA_DIRECTORY);
  const isNew = (await makePrivateDirectory(dataDirectory)) !== undefined;
  const unlock = lockDirectory(dataDirectory);
  try {
    await serve(config, dataDirectory);
  } finally {
    unlock();
    // A refused start removes the directory that it created; rmdir keeps a directory with content.
    if (isNew) await rmdir(dataDirectory).catch(() => undefined);
  }
}

/** Runs the stack until a signal ends it. */
async function serve(config: LauncherConfig, dataDirectory: string): Promise<void> {
  const print = createLogPrinter(process.stdout.isTTY, (line) => process.stdout.write(`${line}\n`));
  const logger = createLogger('wayfare', config.LOG_LEVEL, {
    write: (line) => {
      print('wayfare', line);
    },
  });
  await endLeftovers(dataDirectory, logger);
  const processes: Record<string, string> = {};
  const { stack, start } = await createStack({
    dataDirectory,
    routerPort: config.PORT,
    preferDefaultPorts: true,
    mongoServer: config.MONGODB_SERVER,
    demo: config.DEMO_SIZE,
    environment: process.env,
    log: print,
    logger,
    onSpawn(name, pid) {
      processes[name] = processIdentity(pid) ?? '';
      writeStackFile(dataDirectory, stack, processes);
    },
  });
  const stopping = stopOnSignal(stack, (reason) => {
    logger.info(`${reason} received, stopping all processes (repeat to kill them)`);
  });
  const startedAt = performance.now();
  try {
    // Operator commands wait for the stores of a stack that is starting.
    writeStackFile(dataDirectory, stack);
    await start();
    logger.info(`ready after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
    process.stdout.write(welcome(stack, corsOrigins(process.env), new Date()));
    if (!stopping.aborted) await once(stopping, 'abort');
  } catch (error) {
    // A start that a signal interrupted is no failure.
    if (!stopping.aborted) throw error;
  } finally {
    await stack.close();
    removeStackFile(dataDirectory);
  }
}

/** Stops the stack on the first signal, and kills it on the second. */
function stopOnSignal(stack: Stack, onFirst: (signal: string) => void): AbortSignal {
  const stopping = new AbortController();
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (firstAt === undefined) {
      firstAt = now;
      onFirst(signal);
      stopping.abort();
      void stack.close();
    } else if (now - firstAt > secondSignalAfterMs) {
      stack.killNow();
      process.exit(130);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  onNpmKilled(() => {
    if (firstAt === undefined) onSignal('SIGHUP');
  });
  return stopping.signal;
}

/** npm forwards signals to the launcher, except for the SIGKILL that ends npm itself. */
function onNpmKilled(stop: () => void): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const npm = process.ppid;
  setInterval(() => {
    if (process.ppid !== npm) stop();
  }, 500).unref();
}

try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
