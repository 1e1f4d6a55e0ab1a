import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../dev/ports.ts';
import { startRouterProcess } from '../kit/router-process.ts';
import type { RouterProcess } from '../kit/router-process.ts';
import { defaultLimits } from '../kit/without-limits.ts';

/** A router in a process of its own that is started again after it has ended. */
export interface AttackedRouter {
  readonly url: string;
  /** The current process. */
  process(): RouterProcess;
  /** Starts it if it has ended, and resolves once it is ready. */
  revive(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The heap of a router in a container of 512 MB: buffers, code and the planner's workers need the rest.
 */
const heapOptions = '--max-old-space-size=256 --max-semi-space-size=32';

/** @param settings of the router, besides the port */
export async function startAttackedRouter(settings: Record<string, string>): Promise<AttackedRouter> {
  const port = await freePort();
  const start = () =>
    startRouterProcess({
      ...{ NODE_ENV: 'production', NODE_OPTIONS: heapOptions, APOLLO_TELEMETRY_DISABLED: 'true' },
      ...{ ...defaultLimits, PORT: String(port) },
      ...settings,
    });
  let current = start();
  // Also where the start fails, or a signal ends the harness.
  process.once('exit', () => {
    current.kill('SIGKILL');
  });
  let hasEnded = false;
  const watch = () => {
    const watched = current;
    void watched.ended.then(() => (hasEnded = watched === current));
  };
  watch();
  await untilReady(current, port);
  return {
    url: `http://127.0.0.1:${port}`,
    process: () => current,
    async revive() {
      if (hasEnded) {
        current = start();
        hasEnded = false;
        watch();
      }
      await untilReady(current, port);
    },
    async close() {
      current.kill('SIGTERM');
      await current.ended;
    },
  };
}

const readyWithinMs = 60_000;

/** @throws Error where the router ends or does not become ready */
async function untilReady(router: RouterProcess, port: number): Promise<void> {
  const state = { hasEnded: false };
  void router.ended.then(() => (state.hasEnded = true));
  for (const until = performance.now() + readyWithinMs; !state.hasEnded && performance.now() < until;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, {
      signal: AbortSignal.timeout(10_000),
    }).catch(() => null);
    if (answer?.ok === true) return;
    await delay(50);
  }
  throw new Error(`the router did not become ready:\n${router.output().slice(-4_000)}`);
}
