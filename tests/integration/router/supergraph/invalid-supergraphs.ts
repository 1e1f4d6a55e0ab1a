const unknownSpecification = `
  extend schema @link(url: "https://example.com/vault/v1.0", for: SECURITY)
  directive @vault on FIELD_DEFINITION`;

/** Supergraphs that the router refuses: the fault, how to derive it from the library's supergraph, and the message. */
export const invalidSupergraphs: [string, (good: string) => string, RegExp][] = [
  ['is not GraphQL', () => '<html>Bad gateway</html>', /^Syntax Error: /],
  ['is a plain schema', () => 'type Query { a: Int }', /cannot be served: /],
  ['is empty', () => '', /^Syntax Error: Unexpected <EOF>/],
  ['is truncated', (good) => good.slice(0, good.length / 2), /./],
  ['lacks its last types', (good) => good.slice(0, good.lastIndexOf('type Query')), /cannot be served: /],
  [
    'has an empty subgraph URL',
    (good) => good.replace(/(name: "books", url: )"[^"]*"/, '$1""'),
    /^the subgraph books has no address/,
  ],
  ['links an unknown SECURITY feature', (good) => `${good}${unknownSpecification}`, /vault/],
  ...['authenticated', 'requiresScopes', 'policy'].map((name): [string, (good: string) => string, RegExp] => [
    `links @${name} for SECURITY`,
    (good) => `${good}\nextend schema @link(url: "https://specs.apollo.dev/${name}/v0.1", for: SECURITY)`,
    /cannot be served: it has security directives \(https:.*which the router does not enforce/,
  ]),
  [
    'is nested too deep',
    (good) => `${good}\nscalar Deep @deep(in: ${'['.repeat(100_000)})`,
    /cannot be served: it is nested too deeply/,
  ],
  [
    'has a future join version',
    (good) => good.replace(/join\/v[\d.]+/, 'join/v9.9'),
    /join spec version v9\.9/,
  ],
  [
    'uses connectors',
    (good) => `${good}\nextend schema @link(url: "https://specs.apollo.dev/connect/v0.1", for: EXECUTION)`,
    /cannot be served: it has connectors \(@connect/,
  ],
];
