import { badUserInput } from './errors.ts';
import { isId } from './ids.ts';
import type { IdForm } from './ids.ts';

/**
 * Checks the form of an id from a client.
 * @param field the argument's name, for the message
 * @throws GraphQLError BAD_USER_INPUT
 */
export function parseId(form: IdForm, value: string, field = 'id'): string {
  if (!isId(form, value)) throw badUserInput(field, `a ${form.entity} id (${form.description})`, value);
  return value;
}
