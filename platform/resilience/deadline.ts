/** A timer that fires later than this shows that the process itself stood still. */
const maxLateMs = 500;
const graceMs = 1_000;

/**
 * Calls back once the time is over. After a standstill of this process (SIGSTOP, a suspended machine) timers run before
 * sockets are read: an answer that came meanwhile gets a second more to be read.
 * @returns ends the deadline
 */
export function startDeadline(ms: number, onExpired: () => void): () => void {
  const dueMs = performance.now() + ms;
  let timer = setTimeout(() => {
    if (performance.now() - dueMs <= maxLateMs) onExpired();
    else timer = setTimeout(onExpired, graceMs);
  }, ms);
  return () => {
    clearTimeout(timer);
  };
}
