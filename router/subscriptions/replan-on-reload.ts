import { graphqlError } from '../../platform/errors.ts';
import type { Graph } from '../execution/graph.ts';
import type { PreparedSubscription, SubscriptionTopic } from './prepare.ts';

/**
 * A subscription that runs while one graph takes the place of another: each event is answered by the plan that the
 * graph of that moment makes of it. It is looked into when there is an event to answer, so that another graph does not
 * have all subscriptions planned at once.
 * @param options.subject what it has listened to since it began
 * @param options.prepare validates and plans it on the graph as it is now
 * @returns gives it as it is to be run now; throws GraphQLError, or an AggregateError of several, where it cannot go on
 */
export function replanOnReload(options: {
  graph: () => Graph;
  subscription: PreparedSubscription;
  subject: SubscriptionTopic;
  prepare: () => PreparedSubscription | null;
  subjectOf: (subscription: PreparedSubscription) => SubscriptionTopic;
}): () => PreparedSubscription {
  const { graph, subject, prepare, subjectOf } = options;
  let planned = { graph: graph(), subscription: options.subscription };
  return () => {
    const now = graph();
    if (planned.graph === now) return planned.subscription;
    const subscription = prepare();
    if (subscription === null) throw moved();
    const { channel, entity } = subjectOf(subscription);
    if (channel !== subject.channel || entity !== subject.entity) throw moved();
    planned = { graph: now, subscription };
    return subscription;
  };
}

/** What it listened to tells nothing of what it is about now. */
function moved() {
  return graphqlError('CONFLICT', 'The graph has another source for this subscription now. Subscribe again.');
}
