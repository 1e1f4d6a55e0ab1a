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

/** Made once: under overload, a refusal must cost little. */
const refusal = JSON.stringify({
  errors: [overloaded('This subgraph has more requests than it can answer in time. Try again.')],
});
/** By `Retry-After`, routers repeat a mutation: it was not executed. */
const refusalHeaders = { 'retry-after': '1', 'content-type': 'application/json; charset=utf-8' };

/** A hook that lets a request begin when there is room, and answers 503 with `Retry-After` otherwise. */
export function admitRequests(admission: Admission): onRequestAsyncHookHandler {
  return async (request, reply) => {
    const deadline = new RequestDeadline(request.raw);
    request.deadline = deadline;
    if (deadline.isAbandoned || !(await admission.enter(deadline))) {
      return reply.code(503).headers(refusalHeaders).send(refusal);
    }
    reply.raw.once('close', () => {
      admission.leave();
    });
    return undefined;
  };
}
