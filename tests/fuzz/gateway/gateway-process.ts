import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort, loopback } from '../../../dev/ports.ts';
import { tetheredCommand } from '../../../dev/tether.ts';
import type { Request } from '../support/documents.ts';

/** A response as far as the comparison reads it. */
export interface Answer {
  data?: unknown;
  errors?: readonly { message?: unknown }[];
}

export interface Gateway {
  ask(request: Request): Promise<Answer>;
  /** Ends its process group. */
  stop(): Promise<void>;
}

const startMs = 120_000;
const answerMs = 30_000;
const pollMs = 100;

/**
 * Starts a gateway and waits until it answers. It ends with this process, even by SIGKILL.
 * @param options.command with `{supergraph}` and `{port}`
 * @throws Error with its output if it ends, or does not answer in time
 */
export async function startGateway(options: {
  command: string;
  path: string;
  supergraph: string;
}): Promise<Gateway> {
  const port = await freePort();
  const url = `http://${loopback}:${port}${options.path}`;
  const command = options.command
    .replaceAll('{supergraph}', options.supergraph)
    .replaceAll('{port}', String(port));
  // A process group of its own: the shell may start the gateway as a child.
  const tethered = tetheredCommand('/bin/sh', ['-c', command], { group: true });
  const child = spawn(tethered.command, tethered.args, { detached: true, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-4_000)));
  }
  const ended = once(child, 'close');
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (!hasEnded() && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await ended;
  };
  const deadline = performance.now() + startMs;
  while (!(await answers(url))) {
    if (hasEnded() || performance.now() > deadline) {
      await stop();
      throw new Error(`The gateway ${hasEnded() ? 'ended' : 'did not answer'}: ${command}\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return { ask: (request) => ask(url, request), stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    const { data } = await ask(url, { query: '{ __typename }', variables: {} });
    return (data as { __typename?: unknown } | undefined)?.__typename === 'Query';
  } catch {
    return false;
  }
}

/** A response that is no JSON becomes an answer with an error. */
async function ask(url: string, request: Request): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(answerMs),
  });
  const text = await response.text();
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return { errors: [{ message: `Status ${response.status}: ${text.slice(0, 200)}` }] };
  }
}
