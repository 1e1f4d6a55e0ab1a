import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { ConfigurationError } from '../../platform/config.ts';
import type { Logger } from '../../platform/log.ts';
import { logWaitingFor, retryUntilSuccess } from '../../platform/resilience/retry-until-success.ts';
import { createFileSource } from './file-source.ts';
import { readSupergraph } from './supergraph-document.ts';
import type { SupergraphDocument } from './supergraph-document.ts';

/** A file or URL that the supergraph is read from. */
export interface SupergraphSource {
  setting: 'SUPERGRAPH_PATH' | 'SUPERGRAPH_URL';
  /** The setting's value without credentials. */
  address: string;
  pollMs: number;
  /** Limit of the first read with its retries; 0 for a single attempt. */
  maxWaitMs: number;
  /** @throws Error with the reason if the supergraph is unavailable */
  read(signal: AbortSignal): Promise<string>;
  /**
   * Reads the supergraph if it was replaced since the last read, and is completely written; null otherwise. The first
   * read after a failure is never null.
   * @throws Error with the reason if the supergraph is unavailable
   */
  readIfChanged(signal: AbortSignal): Promise<string | null>;
}

const defaultPath = 'schema/supergraph.graphql';

export interface SourceOptions {
  /** The file to read if there is no URL. */
  path: string | undefined;
  url: string | undefined;
  urlPollMs: number;
}

export async function createSupergraphSource(options: SourceOptions): Promise<SupergraphSource> {
  const { path = defaultPath, url, urlPollMs } = options;
  if (url === undefined) return createFileSource(path);
  const { createUrlSource } = await import('./url-source.ts');
  return createUrlSource({ url, pollMs: urlPollMs });
}

export interface InitialSupergraph {
  /** The text as read, to compare later reads with. */
  text: string;
  document: SupergraphDocument;
}

/**
 * Loads the supergraph that a router starts with.
 * @throws ConfigurationError if a file cannot be read, or the text is not a supergraph that can be served
 * @throws Error if a URL does not respond with a supergraph within `maxWaitMs`
 */
export async function loadInitialSupergraph(
  source: SupergraphSource,
  { logger, signal }: { logger: Logger; signal?: AbortSignal | undefined },
): Promise<InitialSupergraph> {
  const text = await (source.maxWaitMs === 0 ? readOnce(source) : readWithRetries(source, logger, signal));
  try {
    return { text, document: readSupergraph(text) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw settingError(source, error.message);
  }
}

/** A short hash that names a supergraph in logs and metrics. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** The message of an error, without the prefix that names the setting. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(settingPrefix, '');
}

/** Makes a ConfigurationError about the supergraph name the setting that this source was configured by. */
export function withSourceSetting(source: SupergraphSource, error: unknown): unknown {
  const isAboutSupergraph = error instanceof ConfigurationError && settingPrefix.test(error.message);
  return isAboutSupergraph ? settingError(source, reasonOf(error)) : error;
}

const settingPrefix = /^Faulty settings:\n {2}SUPERGRAPH_\w+: /;

function settingError({ setting, address }: SupergraphSource, reason: string): ConfigurationError {
  const place = reason.startsWith(address) ? '' : `${address}: `;
  return new ConfigurationError(`Faulty settings:\n  ${setting}: ${place}${reason}`);
}

async function readOnce(source: SupergraphSource): Promise<string> {
  try {
    return await source.read(new AbortController().signal);
  } catch (error) {
    throw settingError(source, reasonOf(error));
  }
}

async function readWithRetries(
  source: SupergraphSource,
  logger: Logger,
  stopping?: AbortSignal,
): Promise<string> {
  const { setting, address, maxWaitMs } = source;
  const timeout = AbortSignal.timeout(maxWaitMs);
  const signal = stopping === undefined ? timeout : AbortSignal.any([timeout, stopping]);
  let lastError: unknown;
  const attempt = () =>
    source.read(signal).catch((error: unknown) => {
      // The abort itself is no reason: the error before it is.
      if (!signal.aborted || lastError === undefined) lastError = error;
      throw error;
    });
  try {
    const onRetry = logWaitingFor(`the supergraph of ${address}`, logger);
    return await retryUntilSuccess(attempt, { onRetry, signal });
  } catch {
    const waited = `${maxWaitMs / 1_000} s`;
    const message = `${setting}: no supergraph from ${address} within ${waited}: ${reasonOf(lastError)}`;
    throw new Error(message, { cause: lastError });
  }
}
