/** The resource or the right that an attack is after. */
export const attackClasses = [
  'memory of documents',
  'introspection',
  'planning',
  'unread answers',
  'connections',
  'HTTP requests',
  'bodies',
  'subgraphs',
  'overload',
  'accounts',
  'bookings',
  'browsers',
] as const;
export type AttackClass = (typeof attackClasses)[number];

/** The judged kinds of outcomes. An outcome is a text such as `400 OPERATION_TOO_LARGE` or `close 4429`. */
export type Expectation =
  | {
      /** At least one of these must occur. */
      readonly refused: readonly string[];
      /** Further permitted outcomes, such as answers before a limit is reached. */
      readonly also?: readonly string[];
      /** The largest permitted number of an outcome. */
      readonly atMost?: Readonly<Record<string, number>>;
    }
  | {
      /** The only permitted outcomes. */
      readonly answered: readonly string[];
      readonly atMost?: Readonly<Record<string, number>>;
    };

export interface Attack {
  readonly name: string;
  readonly class: AttackClass;
  /** A phrase for the table. */
  readonly sends: string;
  readonly expected: Expectation;
  /** The graph that the router under attack serves; by default Wayfare's own, on its real subgraphs. */
  readonly graph?: 'plans';
  /** Part of `--sample`. */
  readonly inSample?: true;
  /** A text that the router's log must contain afterwards. */
  readonly logged?: string;
  /** More load than the machine can serve: honest queries may be refused as OVERLOADED, and must recover afterwards. */
  readonly overloads?: true;
  /** Runs once, instead of again and again until the time is up. */
  readonly once?: true;
  /** The shortest duration; by default that of the harness. */
  readonly seconds?: number;
  /** The reason for which it is not defended: it is run and shown, but not judged. */
  readonly open?: string;
  run(target: Target): Promise<void>;
}

/** An account that attacks may use. */
export interface Account {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** The facts about the system under attack, as JSON. */
export interface TargetFacts {
  /** Its router, as `http://127.0.0.1:4000`. */
  readonly routerUrl: string;
  /** A second router with INTROSPECTION=false. */
  readonly closedRouterUrl: string;
  readonly subgraphUrls: Readonly<Record<'users' | 'orders' | 'reservations', string>>;
  /** Private keys of the router, to make the assertions that an attacker captures. Subgraphs trust `current` and `next`. */
  readonly routerKeys: Readonly<
    Record<'current' | 'next' | 'withdrawn', Readonly<Record<'kty' | 'crv' | 'x' | 'd', string>>>
  >;
  /** An access token that may suspend accounts. */
  readonly adminToken: string;
  readonly accounts: readonly Account[];
  /** A loopback address of this run of the attack, as its requests' source. */
  readonly address: string;
  /** The only address whose X-Forwarded-For the router believes. */
  readonly proxyAddress: string;
  readonly seconds: number;
}

export interface Target extends TargetFacts {
  count(outcome: string, times?: number): void;
  /** Aborts when the time of the attack is up. */
  readonly signal: AbortSignal;
  /** A new number at each call. */
  unique(): number;
}
