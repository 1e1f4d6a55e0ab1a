import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { ConfigurationError } from '../../platform/config.ts';
import type { Logger } from '../../platform/log.ts';
import { logWaitingFor, retryUntilSuccess } from '../../platform/resilience/retry-until-success.ts';
import { createFileSource } from './file-source.ts';
import { readSupergraph } from './supergraph-document.ts';
import type { SupergraphDocument } from './supergraph-document.ts';

/** Where the supergraph comes from. */
export interface SupergraphSource {
  setting: 'SUPERGRAPH_PATH' | 'SUPERGRAPH_URL';
  /** What the setting says, without secrets. */
  address: string;
  /** How often to look whether there is another. */
  pollMs: number;
  /** How long a router that starts waits for the first. */
  maxWaitMs: number;
  /** @throws Error saying why it cannot be had */
  read(signal: AbortSignal): Promise<string>;
  /**
   * Reads what has been put there since it was last read, if it is there as a whole; null otherwise. Once it can be had
   * again after it could not, it is never null.
   * @throws Error saying why it cannot be had
   */
  readIfChanged(signal: AbortSignal): Promise<string | null>;
}

/** Wayfare's own supergraph. */
const defaultPath = 'schema/supergraph.graphql';

export interface SourceOptions {
  /** The file to read if there is no URL. */
  path: string | undefined;
  url: string | undefined;
  /** How often the URL is fetched. */
  urlPollMs: number;
}

export async function createSupergraphSource(options: SourceOptions): Promise<SupergraphSource> {
  const { path = defaultPath, url, urlPollMs } = options;
  if (url === undefined) return createFileSource(path);
  const { createUrlSource } = await import('./url-source.ts');
  return createUrlSource({ url, pollMs: urlPollMs });
}

/** A supergraph, and the text that it is told from others by. */
export interface InitialSupergraph {
  text: string;
  document: SupergraphDocument;
}

/**
 * The supergraph that a router starts with.
 * @throws ConfigurationError where a file cannot be read, or what there is is no supergraph
 * @throws Error where a URL does not give one for as long as its source has patience: later it may
 */
export async function loadInitialSupergraph(
  source: SupergraphSource,
  { logger, signal }: { logger: Logger; signal?: AbortSignal | undefined },
): Promise<InitialSupergraph> {
  const text = await (source.maxWaitMs === 0 ? readNow(source) : waitFor(source, logger, signal));
  try {
    return { text, document: readSupergraph(text) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw faulty(source, error.message);
  }
}

/** A short name for a supergraph's text, for logs and metrics. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** What is wrong with a supergraph, without the setting that it came by. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(settingPrefix, '');
}

/** A fault of the supergraph as one of the setting that it came by, whichever that is. */
export function withSourceSetting(source: SupergraphSource, error: unknown): unknown {
  const isOfSupergraph = error instanceof ConfigurationError && settingPrefix.test(error.message);
  return isOfSupergraph ? faulty(source, reasonOf(error)) : error;
}

const settingPrefix = /^Faulty settings:\n {2}SUPERGRAPH_\w+: /;

function faulty({ setting, address }: SupergraphSource, reason: string): ConfigurationError {
  const about = reason.startsWith(address) ? '' : `${address}: `;
  return new ConfigurationError(`Faulty settings:\n  ${setting}: ${about}${reason}`);
}

async function readNow(source: SupergraphSource): Promise<string> {
  try {
    return await source.read(new AbortController().signal);
  } catch (error) {
    throw faulty(source, reasonOf(error));
  }
}

async function waitFor(source: SupergraphSource, logger: Logger, stopping?: AbortSignal): Promise<string> {
  const { setting, address, maxWaitMs } = source;
  const enough = AbortSignal.timeout(maxWaitMs);
  const signal = stopping === undefined ? enough : AbortSignal.any([enough, stopping]);
  let fault: unknown;
  const attempt = () =>
    source.read(signal).catch((error: unknown) => {
      // That time is up says nothing about the source.
      if (!signal.aborted || fault === undefined) fault = error;
      throw error;
    });
  try {
    const onRetry = logWaitingFor(`the supergraph of ${address}`, logger);
    return await retryUntilSuccess(attempt, { onRetry, signal });
  } catch {
    const waited = `${maxWaitMs / 1_000} s`;
    const message = `${setting}: no supergraph from ${address} within ${waited}: ${reasonOf(fault)}`;
    throw new Error(message, { cause: fault });
  }
}
