import type { TestProject } from 'vitest/node';
import { startTestStack } from './stack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The router of the stack that the end-to-end tests share, as `http://127.0.0.1:4000`. */
    routerUrl: string;
    /** Its MongoDB, where tests count commands. */
    mongoUrl: string;
  }
}

/** The stack that end-to-end tests share. A test that kills processes starts its own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // All tests sign up from 127.0.0.1.
  const stack = await startTestStack({
    overrides: { users: { SIGN_UP_ATTEMPTS_PER_ADDRESS: '10000', SIGN_IN_ATTEMPTS_PER_ADDRESS: '10000' } },
  });
  project.provide('routerUrl', stack.urls.router);
  project.provide('mongoUrl', stack.mongoUrl);
  return () => stack.close();
}
