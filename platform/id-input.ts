import { badUserInput } from './errors.ts';
import { isId } from './ids.ts';
import type { IdForm } from './ids.ts';

/**
 * @param field the argument's name
 * @throws GraphQLError BAD_USER_INPUT for an invalid form
 */
export function parseId(form: IdForm, value: string, field = 'id'): string {
  if (!isId(form, value)) throw badUserInput(field, `a ${form.entity} id (${form.description})`, value);
  return value;
}
