/** Thrown for a refusal: a retry would get the same answer. */
export class Refused extends Error {
  override readonly name = 'Refused';
}
