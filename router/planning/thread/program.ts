import type { WorkerOptions } from 'node:worker_threads';

const isBuilt = import.meta.url.endsWith('.js');

/**
 * The program of a planning thread. From the sources, `dev/run.js` bundles and runs it; `dev/run.js` itself writes another
 * file here when it bundles the router.
 */
export const threadProgram = new URL(isBuilt ? './main.js' : '../../../dev/run.js', import.meta.url);

export const threadOptions: WorkerOptions = isBuilt ? {} : { argv: ['router/planning/thread/main.ts'] };
