import { exportJWK, generateKeyPair } from 'jose';
import { systemClock } from '../../platform/clock.ts';
import type { Clock } from '../../platform/clock.ts';
import type { TrustedCaller } from '../../platform/config.ts';
import { callerHeader, createCallerSigner } from '../../platform/caller-assertions.ts';
import { timeoutHeader } from '../../platform/http/request-deadline.ts';
import { anonymous } from '../../platform/identity.ts';
import type { CallerSigner } from '../../platform/caller-assertions.ts';
import type { Caller, Scope } from '../../platform/identity.ts';

/** The callers that a subgraph under test trusts, and their signers. */
export interface TestCallers {
  /** For the subgraph's configuration. */
  trusted: TrustedCaller[];
  /** The same as the value of the setting `TRUSTED_CALLERS`. */
  setting: string;
  /** Signs as the router. */
  router: CallerSigner;
  /** The router's private key, as the value of the setting `CALLER_KEY`. */
  routerKey: string;
  /** Signs as a service, by name. */
  services: Record<string, CallerSigner>;
  /** The services' private keys, as the value of the setting `CALLER_KEY`, by name. */
  serviceKeys: Record<string, string>;
}

/**
 * New Ed25519 keys for a router, and for each service named.
 * @param services the root fields that each service may use, by the service's name
 * @param clock the clock of the subgraphs; the system clock by default
 */
export async function testCallers(
  services: Readonly<Record<string, readonly string[]>> = {},
  clock?: Clock,
): Promise<TestCallers> {
  const router = await newCaller('router', clock);
  const named = await Promise.all(
    Object.entries(services).map(async ([name, operations]) => ({
      ...(await newCaller(name, clock)),
      operations: [...operations],
    })),
  );
  const trusted: TrustedCaller[] = [
    { kind: 'router', name: router.name, publicKey: router.publicKey },
    ...named.map(({ name, publicKey, operations }): TrustedCaller => ({
      kind: 'service',
      name,
      publicKey,
      operations,
    })),
  ];
  return {
    trusted,
    setting: JSON.stringify(trusted),
    router: router.signer,
    routerKey: JSON.stringify(router.privateKey),
    services: Object.fromEntries(named.map(({ name, signer }) => [name, signer])),
    serviceKeys: Object.fromEntries(named.map(({ name, privateKey }) => [name, JSON.stringify(privateKey)])),
  };
}

async function newCaller(name: string, clock: Clock = systemClock) {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const { x = '', d = '' } = await exportJWK(pair.privateKey);
  const publicKey = { kty: 'OKP' as const, crv: 'Ed25519' as const, x };
  const privateKey = { ...publicKey, d };
  return { name, publicKey, privateKey, signer: await createCallerSigner({ name, key: privateKey, clock }) };
}

/** The caller of a signed-in user. */
export function signedIn(userId: string, ...scopes: Scope[]): Caller {
  return { kind: 'user', userId, scopes };
}

/** A response of a subgraph. */
export interface SubgraphResponse<Data> {
  status: number;
  data: Data | null | undefined;
  errors: readonly {
    message: string;
    path?: readonly (string | number)[];
    extensions: Record<string, unknown>;
  }[];
}

/** Defaults: an anonymous caller without an address. */
export interface RequestOptions {
  caller?: Caller;
  clientAddress?: string | null;
  requestId?: string;
  /** The time for which the router still waits. */
  timeoutMs?: number;
}

export interface SubgraphClient {
  /** The response may have errors. */
  send<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
    options?: RequestOptions,
  ): Promise<SubgraphResponse<Data>>;
  /** As `send`. @throws Error where the response has errors */
  data<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
    options?: RequestOptions,
  ): Promise<Data>;
  /** Fetches entities by representations, as the router does. */
  entities<Entity = Record<string, unknown>>(
    representations: readonly Record<string, unknown>[],
    selection: string,
    options?: RequestOptions,
  ): Promise<(Entity | null)[]>;
}

/**
 * Calls a subgraph as the router or a service does: GraphQL over HTTP with a signed assertion.
 * @param options.url the subgraph's `/graphql`
 * @param options.audience the subgraph's name
 */
export function createSubgraphClient({
  url,
  audience,
  signer,
}: {
  url: string;
  audience: string;
  signer: CallerSigner;
}): SubgraphClient {
  async function send<Data>(
    query: string,
    variables: Record<string, unknown> = {},
    { caller = anonymous, clientAddress = null, requestId = 'test-request', timeoutMs }: RequestOptions = {},
  ): Promise<SubgraphResponse<Data>> {
    const body = JSON.stringify({ query, variables });
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [callerHeader]: signer.sign(caller, audience, { requestId, body, clientAddress }),
        ...(timeoutMs === undefined ? {} : { [timeoutHeader]: String(timeoutMs) }),
      },
      body,
    });
    const answer = (await response.json()) as {
      data?: Data | null;
      errors?: SubgraphResponse<Data>['errors'];
    };
    return { status: response.status, data: answer.data, errors: answer.errors ?? [] };
  }

  async function data<Data>(
    query: string,
    variables?: Record<string, unknown>,
    options?: RequestOptions,
  ): Promise<Data> {
    const { data: found, errors } = await send<Data>(query, variables, options);
    if (errors.length > 0 || found === null || found === undefined) {
      throw new Error(`the operation failed: ${JSON.stringify(errors)}`);
    }
    return found;
  }

  return {
    send,
    data,
    async entities<Entity>(
      representations: readonly Record<string, unknown>[],
      selection: string,
      options?: RequestOptions,
    ) {
      const { _entities } = await data<{ _entities: (Entity | null)[] }>(
        `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`,
        { representations },
        options,
      );
      return _entities;
    },
  };
}
