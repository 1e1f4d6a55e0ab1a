import type { TestProject } from 'vitest/node';
import { startTestStack } from './stack.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The router of the stack that the end-to-end tests share, as `http://127.0.0.1:4000`. */
    routerUrl: string;
  }
}

/** One stack for all end-to-end tests that leave its processes alone; those that do not start their own. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startTestStack();
  project.provide('routerUrl', stack.urls.router);
  return () => stack.close();
}
