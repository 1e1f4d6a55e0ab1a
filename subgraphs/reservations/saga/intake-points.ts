/** A moment at which the process that takes down what a person asks for could die. */
export interface IntakePoint {
  reservationId: string;
  intake: 'book' | 'cancel';
  /**
   * `book`: before its quote is claimed, after that and before the reservation is inserted, after that.
   * `cancel`: before its key is claimed, after that and before the reservation is written, after that.
   */
  stage: 'before-claim' | 'after-claim' | 'after-record';
}

/** Fault injection: awaited at every point. Tests alone give one. */
export type IntakeHook = (point: IntakePoint) => Promise<void>;

export const noIntakeHook: IntakeHook = () => Promise.resolve();
