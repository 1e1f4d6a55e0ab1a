/** Thrown for an answer that asking again would not change. */
export class Refused extends Error {
  override readonly name = 'Refused';
}
