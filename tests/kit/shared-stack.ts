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
  const stack = await startTestStack({
    overrides: {
      // All tests sign up from 127.0.0.1.
      users: { SIGN_UP_ATTEMPTS_PER_ADDRESS: '10000', SIGN_IN_ATTEMPTS_PER_ADDRESS: '10000' },
      // A test books the last room fifty times at once.
      reservations: { UNFINISHED_BOOKINGS_PER_CUSTOMER: '100', HELD_ROOMS_PER_CUSTOMER: '100' },
    },
  });
  project.provide('routerUrl', stack.urls.router);
  project.provide('mongoUrl', stack.mongoUrl);
  return () => stack.close();
}
