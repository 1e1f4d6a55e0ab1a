import { graphqlError } from '../../platform/errors.ts';
import type { Graph } from '../execution/graph.ts';
import type { PreparedSubscription, SubscriptionTopic } from './prepare.ts';

/**
 * Answers each event by the plan of the current graph, across supergraph reloads. It replans at the next event: a
 * reload does not plan all open subscriptions at once.
 * @param options.prepare runs on the current graph
 * @returns gives the current plan; throws GraphQLError, or an AggregateError of several, if the subscription is no
 * longer valid, and CONFLICT if its topic has changed
 */
export function replanOnReload(options: {
  graph: () => Graph;
  subscription: PreparedSubscription;
  topic: SubscriptionTopic;
  prepare: () => PreparedSubscription | null | Promise<PreparedSubscription>;
  topicFor: (subscription: PreparedSubscription) => SubscriptionTopic;
}): () => Promise<PreparedSubscription> {
  const { graph, topic, prepare, topicFor } = options;
  let planned = { graph: graph(), subscription: options.subscription };
  return async () => {
    const current = graph();
    if (planned.graph === current) return planned.subscription;
    const subscription = await prepare();
    if (subscription === null) throw topicChanged();
    const { channel, entity } = topicFor(subscription);
    if (channel !== topic.channel || entity !== topic.entity) throw topicChanged();
    planned = { graph: current, subscription };
    return subscription;
  };
}

function topicChanged() {
  const message = 'A new supergraph feeds this subscription from another source. Subscribe again.';
  return graphqlError('CONFLICT', message);
}
