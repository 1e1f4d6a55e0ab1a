import { badUserInput } from './errors.ts';
import { idForm, isId } from './ids.ts';
import type { IdKind, SnapshotKey } from './ids.ts';

/**
 * Takes an id from outside.
 * @param field the argument it came in, for the message
 * @throws GraphQLError BAD_USER_INPUT where it has not the form of an id of that kind
 */
export function parseId(kind: IdKind, value: string, field = 'id'): string {
  if (!isId(kind, value)) throw badUserInput(field, `a ${kind} id (${idForm(kind)})`, value);
  return value;
}

/**
 * Reads `<id>` or `<id>@<version>`.
 * @throws GraphQLError BAD_USER_INPUT where it is neither
 */
export function parseSnapshotKey(kind: IdKind, value: string): SnapshotKey {
  const [id = '', version, ...rest] = value.split('@');
  if (rest.length > 0 || (version !== undefined && !/^[1-9]\d{0,14}$/.test(version))) {
    throw badUserInput('snapshot', '<id> or <id>@<version>', value);
  }
  return { id: parseId(kind, id), version: version === undefined ? null : Number(version) };
}
