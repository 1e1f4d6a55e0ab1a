import type { OutboxEntry } from '../../../platform/events/cloud-event.ts';
import type { User } from './user.ts';

export type UserEventType = 'user.created' | 'user.updated';

/** An event that users publishes: the account at the event's version. */
export interface UserEvent extends OutboxEntry<User> {
  type: UserEventType;
}
