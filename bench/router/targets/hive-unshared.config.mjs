// Hive Gateway as it is, but for one thing: equal requests to a subgraph that are under way at once are all sent.
export const gatewayConfig = {
  transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } },
};
