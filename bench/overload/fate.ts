/**
 * The fate of a request. `answered`: with the right data, in time. `refused`: status 503, or the error OVERLOADED.
 * `left`: its client lost patience. `failed`: any other answer, or a broken connection.
 */
export type Fate = 'answered' | 'refused' | 'left' | 'failed';

export function fateOf(status: number, body: Buffer, expected: string): Exclude<Fate, 'left'> {
  if (status === 503 || body.includes('"OVERLOADED"')) return 'refused';
  return status === 200 && body.includes(expected) && !body.includes('"errors"') ? 'answered' : 'failed';
}
