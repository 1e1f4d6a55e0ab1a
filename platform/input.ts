import type { z } from 'zod';
import { badUserInput } from './errors.ts';

/** `['stays', 0, 'checkIn']` becomes `stays[0].checkIn`. */
function fieldName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part}]` : name === '' ? String(part) : `${name}.${String(part)}`,
    '',
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
}

/** Messages never repeat their values. */
const secretFields = /password|token/i;

/**
 * A shape's messages complete the sentence "expected …".
 * @throws GraphQLError BAD_USER_INPUT for the first invalid field
 */
export function parseInput<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const { path = [], message = 'a valid value' } = result.error.issues[0] ?? {};
  const field = fieldName(path);
  throw badUserInput(
    field === '' ? 'input' : field,
    message,
    secretFields.test(field) ? '[not shown]' : valueAt(value, path),
  );
}
