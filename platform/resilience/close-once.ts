/**
 * A close function that runs once, however often it is called, and by itself when the signal aborts.
 * @returns the promise of the one run, each time
 */
export function closeOnce(close: () => Promise<void>, signal?: AbortSignal): () => Promise<void> {
  let closed: Promise<void> | undefined;
  const closeIfOpen = () => (closed ??= close());
  signal?.addEventListener('abort', () => void closeIfOpen(), { once: true });
  return closeIfOpen;
}
