/** Closes once: at the first call, or when the signal aborts. Every call returns the same promise. */
export function closeOnce(close: () => Promise<void>, signal?: AbortSignal): () => Promise<void> {
  let closed: Promise<void> | undefined;
  const closeIfOpen = () => (closed ??= close());
  signal?.addEventListener('abort', () => void closeIfOpen(), { once: true });
  return closeIfOpen;
}
