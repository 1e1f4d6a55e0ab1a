import type { z } from 'zod';
import { badUserInput } from './errors.ts';

/** What is wrong with one field of an input. */
export interface InputProblem {
  field: string;
  expected: string;
  received: unknown;
}

/** `['stays', 0, 'checkIn']` as `stays[0].checkIn`. */
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

/** Settings of fields whose value must not be echoed, not even to whom sent it. */
const secretFields = /password|token/i;

/**
 * Checks arguments against a shape. A shape's messages complete the sentence "expected …".
 * @returns the parsed value, or every problem there is
 */
export function checkInput<Shape extends z.ZodType>(
  shape: Shape,
  value: unknown,
): { ok: true; value: z.output<Shape> } | { ok: false; problems: InputProblem[] } {
  const result = shape.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  return {
    ok: false,
    problems: result.error.issues.map(({ path, message }) => {
      const field = fieldName(path);
      return {
        field,
        expected: message,
        received: secretFields.test(field) ? '[not shown]' : valueAt(value, path),
      };
    }),
  };
}

/**
 * As `checkInput`, for arguments with no typed refusal.
 * @throws GraphQLError BAD_USER_INPUT naming the first faulty field, what was expected and what came
 */
export function parseInput<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const result = checkInput(shape, value);
  if (result.ok) return result.value;
  const [problem] = result.problems;
  throw badUserInput(problem?.field ?? 'input', problem?.expected ?? 'a valid value', problem?.received);
}
