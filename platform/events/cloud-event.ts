import { z } from 'zod';

/** A change of an entity: a CloudEvent 1.0 (https://github.com/cloudevents/spec) with the extension `version`. */
export interface CloudEvent<Data = unknown> {
  specversion: '1.0';
  /** `<subject>@<version>`, which is also the entity's snapshot key. */
  id: string;
  /** `/subgraphs/<name>` */
  source: string;
  /** In the past tense: `reservation.hotel_booked`. */
  type: string;
  /** The entity's id. */
  subject: string;
  /** RFC 3339 in UTC. */
  time: string;
  datacontenttype: 'application/json';
  version: number;
  /** The entity after the change, without secrets. */
  data: Data;
}

const cloudEvent = z.object({
  specversion: z.literal('1.0', { error: ({ input }) => `expected 1.0, got ${JSON.stringify(input)}` }),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.string().min(1),
  subject: z.string().min(1),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  version: z.int().min(1),
  data: z.unknown(),
});

/**
 * The consumer validates `data`.
 * @throws SyntaxError for invalid JSON, ZodError for another shape
 */
export function parseCloudEvent(json: string): CloudEvent {
  return cloudEvent.parse(JSON.parse(json));
}

/** Written to an aggregate's `outbox`, in the same operation as the change. */
export interface OutboxEntry<Data = unknown> {
  type: string;
  version: number;
  at: Date;
  data: Data;
}

export interface EntityNotification {
  id: string;
  version: number;
}
