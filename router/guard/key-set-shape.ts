import { z } from 'zod';

/** RFC 7517. A publisher without keys would sign out every client, so an empty set is a fault. */
export const keySetShape = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

export type PublishedKeys = z.infer<typeof keySetShape>;
