// The defaults of Hive Gateway without deduplication of concurrent equal requests to a subgraph.
export const gatewayConfig = {
  transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } },
};
