import Module, { createRequire } from 'node:module';

/**
 * What Apollo's gateway loads, all in all some 400 modules, for things that the router has it never do: fetch from
 * subgraphs, fetch or compose supergraphs, and call out with telemetry.
 */
const neverUsed = [
  'make-fetch-happen',
  'node-fetch',
  '@apollo/composition',
  '@opentelemetry/exporter-metrics-otlp-http',
  '@opentelemetry/resource-detector-alibaba-cloud',
  '@opentelemetry/resource-detector-aws',
  '@opentelemetry/resource-detector-azure',
  '@opentelemetry/resource-detector-gcp',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-metrics',
];
/** Names of telemetry's attributes, two of which the gateway reads while it is loaded. */
const attributeNames = '@opentelemetry/semantic-conventions/incubating';

/**
 * Has these packages loaded when something of them is used, not when the gateway is imported: it saves a process a
 * fifth of its start. To be called before that import. What is not found where it is looked for is loaded as ever.
 */
export function deferUnusedPackages(): void {
  const gateway = createRequire(import.meta.url).resolve('@apollo/gateway');
  const requireAsGateway = createRequire(gateway);
  for (const name of neverUsed) {
    let loaded: object | undefined;
    const load = () => (loaded ??= loadAnew(requireAsGateway, name));
    standIn(requireAsGateway, name, load);
  }
  standIn(requireAsGateway, attributeNames, () => new Proxy({}, { get: (_target, key) => key }));
}

/** Puts something in a package's place that asks for the package only once it is itself asked for something. */
function standIn(require: NodeJS.Require, name: string, load: () => object): void {
  let path: string;
  try {
    path = require.resolve(name);
  } catch {
    return;
  }
  if (path in require.cache) return;
  const module = new Module(path);
  module.filename = path;
  module.loaded = true;
  module.exports = new Proxy(() => undefined, {
    get: (_target, key) => (key === '__esModule' ? undefined : (Reflect.get(load(), key) as unknown)),
    has: (_target, key) => key in load(),
    apply: (_target, receiver, given) => Reflect.apply(load() as () => unknown, receiver, given) as unknown,
    construct: (_target, given) => Reflect.construct(load() as new () => object, given) as object,
  });
  require.cache[path] = module;
}

function loadAnew(require: NodeJS.Require, name: string): object {
  Reflect.deleteProperty(require.cache, require.resolve(name));
  const loaded: unknown = require(name);
  return loaded as object;
}
