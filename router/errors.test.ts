import { buildSchema, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../platform/log.ts';
import { createRouterErrorFormatter } from './errors.ts';

const schema = buildSchema(`
  input SignUp { email: String! name: Name password: String }
  input Name { first: String! }
  type Query { signUp(input: SignUp!): Boolean }`);
const format = createRouterErrorFormatter(createLogger('router', 'silent'), { exposeSubgraphErrors: false });

/** The messages of the errors that an input leads to. */
async function messagesFor(input: unknown): Promise<string[]> {
  const { errors = [] } = await graphql({
    schema,
    source: 'query ($input: SignUp!) { signUp(input: $input) }',
    variableValues: { input },
  });
  return errors.map(
    (error) => format({ ...error.toJSON(), extensions: { code: 'BAD_USER_INPUT' } }, error).message,
  );
}

const secret = 'hunter2; Field "hunter3" of required type "hunter4" was not provided.';
const notShown = 'The value is not shown because it may contain secrets.';

describe('error for an invalid variable', () => {
  it('names a missing field and hides a value that may contain secrets', async () => {
    expect(await messagesFor({ password: secret })).toEqual([
      `Variable "$input" got invalid value; Field "email" of required type "String!" was not provided. ${notShown}`,
    ]);
  });

  it('names a missing field of a nested object', async () => {
    expect(await messagesFor({ email: 'a@b.c', name: { password: secret } })).toContain(
      `Variable "$input" got invalid value; Field "first" of required type "String!" was not provided. ${notShown}`,
    );
  });

  it.each([
    ['a value of another type', { email: 'a@b.c', password: [secret] }],
    ['an unknown field', { email: 'a@b.c', token: 1, [secret]: secret }],
    ['a string in place of an object', `password ${secret}`],
  ])('hides the reason for %s', async (_name, input) => {
    const messages = await messagesFor(input);

    expect(new Set(messages)).toEqual(new Set([`Variable "$input" got invalid value. ${notShown}`]));
  });

  it('shows a value without secrets', async () => {
    expect(await messagesFor({ email: 7 })).toEqual([
      'Variable "$input" got invalid value 7 at "input.email"; String cannot represent a non string value: 7',
    ]);
  });
});
