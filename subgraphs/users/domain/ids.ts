import { newId, newOwnedId, plainIds } from '../../../platform/ids.ts';

export const userIds = plainIds('User', 'usr');

export function newUserId(): string {
  return newId('usr');
}

export function newSessionId(userId: string): string {
  return newOwnedId('ses', userId);
}
