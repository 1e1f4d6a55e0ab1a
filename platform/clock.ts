/** Injected, so that tests control the time of day. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
