import { createHash, randomBytes } from 'node:crypto';

/**
 * Ids are permanent, and shard keys. An owned entity's id has its owner's part (`usr_U` owns `rsv_U_K`): the id alone
 * names the shard, and an owner's documents share one. Subgraphs declare their ids in `domain/ids.ts`
 * (docs/decisions/2026-11-21-ids-are-shard-keys.md).
 */
export interface IdForm {
  /** For error messages: `Reservation`. */
  entity: string;
  pattern: RegExp;
  /** For error messages: `rsv_ and twice 20 letters or digits`. */
  description: string;
}

/** `usr_` and 20 characters. */
export function plainIds(entity: string, prefix: string): IdForm {
  const pattern = new RegExp(`^${prefix}_[0-9a-z]{20}$`);
  return { entity, pattern, description: `${prefix}_ and 20 letters or digits` };
}

/** `rsv_`, the owner's 20 characters, and 20 of its own. */
export function ownedIds(entity: string, prefix: string): IdForm {
  const pattern = new RegExp(`^${prefix}_[0-9a-z]{20}_[0-9a-z]{20}$`);
  return { entity, pattern, description: `${prefix}_ and twice 20 letters or digits` };
}

/** `htl_` and a name. */
export function namedIds(entity: string, prefix: string): IdForm {
  const pattern = new RegExp(`^${prefix}_[a-z0-9-]{1,60}$`);
  return { entity, pattern, description: `${prefix}_ and a name` };
}

/** Checks the form, not that the entity exists. */
export function isId({ pattern }: IdForm, value: string): boolean {
  return pattern.test(value);
}

/** 100 random bits: `usr_U`. */
export function newId(prefix: string): string {
  return `${prefix}_${encode(randomBytes(20))}`;
}

/** 100 random bits after the owner's part: `ses_U_K`. */
export function newOwnedId(prefix: string, ownerId: string): string {
  return `${prefix}_${ownerPart(ownerId)}_${encode(randomBytes(20))}`;
}

/** Hashes the key: a repeated request names the same entity. */
export function derivedOwnedId(prefix: string, ownerId: string, key: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([ownerId, key]))
    .digest();
  return `${prefix}_${ownerPart(ownerId)}_${encode(digest)}`;
}

export function ownerIdOf(ownedId: string, ownerPrefix: string): string {
  return `${ownerPrefix}_${ownerPart(ownedId)}`;
}

/** An order's id is its reservation's with another prefix. */
export function withPrefix(prefix: string, id: string): string {
  return `${prefix}${id.slice(id.indexOf('_'))}`;
}

/** Crockford's base 32 (https://www.crockford.com/base32.html): no letter looks like a digit. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

function encode(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 20), (byte) => alphabet[byte & 31] ?? '').join('');
}

function ownerPart(id: string): string {
  return id.split('_')[1] ?? '';
}
