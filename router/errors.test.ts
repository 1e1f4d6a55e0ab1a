import { buildSchema, graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createLogger } from '../platform/log.ts';
import { createRouterErrorFormatter } from './errors.ts';

const schema = buildSchema(`
  input SignUp { email: String! name: Name password: String }
  input Name { first: String! }
  type Query { signUp(input: SignUp!): Boolean }`);
const format = createRouterErrorFormatter(createLogger('router', 'silent'), { exposeSubgraphErrors: false });

/** What a client is told of a variable that it sent. */
async function toldOf(input: unknown): Promise<string[]> {
  const { errors = [] } = await graphql({
    schema,
    source: 'query ($input: SignUp!) { signUp(input: $input) }',
    variableValues: { input },
  });
  // As Apollo Server hands it over.
  return errors.map(
    (error) => format({ ...error.toJSON(), extensions: { code: 'BAD_USER_INPUT' } }, error).message,
  );
}

const secret = 'hunter2; Field "hunter3" of required type "hunter4" was not provided.';
const notShown = 'The value is not shown, since it may hold secrets.';

describe('what a client is told of a variable that is not as it should be', () => {
  it('names a field that is missing, and does not show the value where it may hold secrets', async () => {
    expect(await toldOf({ password: secret })).toEqual([
      `Variable "$input" got invalid value; Field "email" of required type "String!" was not provided. ${notShown}`,
    ]);
  });

  it('names one that is missing deeper', async () => {
    expect(await toldOf({ email: 'a@b.c', name: { password: secret } })).toContain(
      `Variable "$input" got invalid value; Field "first" of required type "String!" was not provided. ${notShown}`,
    );
  });

  it.each([
    ['a value of another type', { email: 'a@b.c', password: [secret] }],
    ['a field unheard of', { email: 'a@b.c', token: 1, [secret]: secret }],
    ['a text for an object', `password ${secret}`],
  ])('says no more of %s', async (_name, input) => {
    const told = await toldOf(input);

    expect(new Set(told)).toEqual(new Set([`Variable "$input" got invalid value. ${notShown}`]));
  });

  it('shows what holds no secrets', async () => {
    expect(await toldOf({ email: 7 })).toEqual([
      'Variable "$input" got invalid value 7 at "input.email"; String cannot represent a non string value: 7',
    ]);
  });
});
