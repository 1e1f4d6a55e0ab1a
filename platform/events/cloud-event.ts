import { z } from 'zod';

/**
 * An event: something that happened to one entity, and the entity as it then was.
 * CloudEvents 1.0 (https://github.com/cloudevents/spec), with the extension attribute `version`.
 */
export interface CloudEvent<Data = unknown> {
  specversion: '1.0';
  /** `<subject>@<version>`: one event per entity and version, which is also the entity's snapshot key. */
  id: string;
  /** The subgraph it comes from, as `/subgraphs/<name>`. */
  source: string;
  /** What happened, in the past tense: `reservation.hotel_booked`. */
  type: string;
  /** The entity's id. */
  subject: string;
  /** When it happened, RFC 3339 in UTC. */
  time: string;
  datacontenttype: 'application/json';
  /** The entity's version that came of it. */
  version: number;
  /** The entity at that version, without secrets. */
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
 * Reads an event from its JSON. What its `data` is, its consumer checks.
 * @throws SyntaxError where it is no JSON, ZodError where it is no event of ours
 */
export function parseCloudEvent(json: string): CloudEvent {
  return cloudEvent.parse(JSON.parse(json));
}

/** An event that waits in its aggregate's `outbox`, written by the same operation as the change itself. */
export interface OutboxEntry<Data = unknown> {
  type: string;
  version: number;
  at: Date;
  /** The entity at that version, without secrets: what subscribers of that version are shown. */
  data: Data;
}

/** What wakes a subscription: which entity changed, and to which version. */
export interface WakeUp {
  id: string;
  version: number;
}
