import { createHash, randomBytes } from 'node:crypto';

/**
 * Ids are permanent and made to be shard keys. What belongs to a person carries that person's part of the id
 * (`usr_U`, `rsv_U_K`, `ord_U_K`), so that an id alone says where a document lives, and one person's documents
 * lie together. A reservation's K derives from the idempotency key and the order's from the reservation: asking
 * twice names the same document twice.
 */
const patterns = {
  User: /^usr_[0-9a-z]{20}$/,
  Reservation: /^rsv_[0-9a-z]{20}_[0-9a-z]{20}$/,
  Order: /^ord_[0-9a-z]{20}_[0-9a-z]{20}$/,
  Quote: /^quo_[0-9a-z]{20}$/,
  Hotel: /^htl_[a-z0-9-]{1,60}$/,
  RoomType: /^rmt_[a-z0-9-]{1,60}$/,
  Flight: /^flt_[a-z0-9-]{1,60}$/,
} as const;

export type IdKind = keyof typeof patterns;

/** What an id of each kind looks like, for error messages. */
const examples: Record<IdKind, string> = {
  User: 'usr_ and 20 letters or digits',
  Reservation: 'rsv_ and twice 20 letters or digits',
  Order: 'ord_ and twice 20 letters or digits',
  Quote: 'quo_ and 20 letters or digits',
  Hotel: 'htl_ and a name',
  RoomType: 'rmt_ and a name',
  Flight: 'flt_ and a name',
};

/** Crockford's base 32 in lower case: no letters that are taken for digits. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

function encode(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 20), (byte) => alphabet[byte & 31] ?? '').join('');
}

function derive(...parts: string[]): string {
  return encode(createHash('sha256').update(JSON.stringify(parts)).digest());
}

/** A new random id (100 bits) of a kind that nothing derives. */
export function newId(prefix: 'usr' | 'quo'): string {
  return `${prefix}_${encode(randomBytes(20))}`;
}

/** A new random id (100 bits) of a sign-in, which lies with the person whose it is. */
export function newSessionId(userId: string): string {
  return `ses_${ownPart(userId)}_${encode(randomBytes(20))}`;
}

/** The id of the reservation that a person asks for under an idempotency key. */
export function reservationIdFor(userId: string, idempotencyKey: string): string {
  return `rsv_${ownPart(userId)}_${derive(userId, idempotencyKey)}`;
}

/** The id under which a person claims an idempotency key to cancel something. */
export function cancellationIdFor(userId: string, idempotencyKey: string): string {
  return `can_${ownPart(userId)}_${derive(userId, idempotencyKey)}`;
}

/** The id of the one order that a reservation can have. */
export function orderIdFor(reservationId: string): string {
  return `ord_${reservationId.slice('rsv_'.length)}`;
}

/** The id of the reservation that an order belongs to. */
export function reservationIdOf(orderId: string): string {
  return `rsv_${orderId.slice('ord_'.length)}`;
}

/** The person whom a reservation or an order belongs to. */
export function userIdOf(ownedId: string): string {
  return `usr_${ownPart(ownedId)}`;
}

function ownPart(id: string): string {
  return id.split('_')[1] ?? '';
}

/** Whether a text has the form of an id of that kind; it need not exist. */
export function isId(kind: IdKind, value: string): boolean {
  return patterns[kind].test(value);
}

/** What an id of that kind looks like, in words. */
export function idForm(kind: IdKind): string {
  return examples[kind];
}

/** A snapshot key: an entity at one version, or, without a version, at its newest. */
export interface SnapshotKey {
  id: string;
  version: number | null;
}

/** The text of a snapshot key. */
export function snapshotKey(id: string, version: number): string {
  return `${id}@${version}`;
}
