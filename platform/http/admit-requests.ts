import type { onRequestAsyncHookHandler } from 'fastify';
import { overloaded } from '../errors.ts';
import type { Admission } from '../resilience/admission.ts';
import { RequestDeadline } from './request-deadline.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `admitRequests`. */
    deadline?: RequestDeadline;
  }
}

/** By it, routers repeat a mutation: it was not executed. */
const retryAfterSeconds = 1;

/** A hook that lets a request begin when there is room, and answers 503 with `Retry-After` otherwise. */
export function admitRequests(admission: Admission): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const deadline = new RequestDeadline(request.raw);
    request.deadline = deadline;
    if (deadline.isAbandoned || !(await admission.enter(deadline))) {
      const error = overloaded('This subgraph has more requests than it can answer in time. Try again.');
      return reply
        .code(503)
        .header('retry-after', retryAfterSeconds)
        .send({ errors: [error] });
    }
    reply.raw.once('close', () => {
      admission.leave();
    });
    return undefined;
  };
}
