import { createHash, randomBytes } from 'node:crypto';

/**
 * Ids are permanent, and fit to be shard keys. An entity that belongs to another carries its owner's part of the id:
 * `usr_U` owns `rsv_U_K`. So an id alone says where a document lies, and the documents of one owner lie together.
 * Each subgraph declares its own ids in `domain/ids.ts`.
 */
export interface IdForm {
  /** For error messages: `Reservation`. */
  entity: string;
  pattern: RegExp;
  /** For error messages: `rsv_ and twice 20 letters or digits`. */
  description: string;
}

/** Ids such as `usr_` and 20 characters. */
export function plainIds(entity: string, prefix: string): IdForm {
  const pattern = new RegExp(`^${prefix}_[0-9a-z]{20}$`);
  return { entity, pattern, description: `${prefix}_ and 20 letters or digits` };
}

/** Ids such as `rsv_`, the owner's 20 characters, and 20 of its own. */
export function ownedIds(entity: string, prefix: string): IdForm {
  const pattern = new RegExp(`^${prefix}_[0-9a-z]{20}_[0-9a-z]{20}$`);
  return { entity, pattern, description: `${prefix}_ and twice 20 letters or digits` };
}

/** Ids such as `htl_` and a name. */
export function namedIds(entity: string, prefix: string): IdForm {
  const pattern = new RegExp(`^${prefix}_[a-z0-9-]{1,60}$`);
  return { entity, pattern, description: `${prefix}_ and a name` };
}

/** Whether a text has the form of such an id. The entity need not exist. */
export function isId({ pattern }: IdForm, value: string): boolean {
  return pattern.test(value);
}

/** A new random id of 100 bits: `usr_U`. */
export function newId(prefix: string): string {
  return `${prefix}_${encode(randomBytes(20))}`;
}

/** A new random id that carries its owner's part: `ses_U_K`. */
export function newOwnedId(prefix: string, ownerId: string): string {
  return `${prefix}_${ownerPart(ownerId)}_${encode(randomBytes(20))}`;
}

/** The id that the same owner and key always give: a repeated request names the same entity. */
export function derivedOwnedId(prefix: string, ownerId: string, key: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([ownerId, key]))
    .digest();
  return `${prefix}_${ownerPart(ownerId)}_${encode(digest)}`;
}

/** The id of an owned entity's owner. */
export function ownerIdOf(ownedId: string, ownerPrefix: string): string {
  return `${ownerPrefix}_${ownerPart(ownedId)}`;
}

/** The same id under another prefix: an entity and its one counterpart share all that follows the prefix. */
export function withPrefix(prefix: string, id: string): string {
  return `${prefix}${id.slice(id.indexOf('_'))}`;
}

/** Crockford's base 32 in lower case: without the letters that look like digits. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

function encode(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 20), (byte) => alphabet[byte & 31] ?? '').join('');
}

function ownerPart(id: string): string {
  return id.split('_')[1] ?? '';
}
