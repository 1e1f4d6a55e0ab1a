import type { Account } from './attack.ts';

/**
 * Looks for session ids and tokens of accounts in logs.
 * @param sources the log lines of each process so far; a restarted process has fewer
 * @returns the new lines with a secret, which is replaced by its kind
 */
export function createLeakCheck(
  accounts: readonly Account[],
  sources: readonly (() => readonly string[])[],
): () => string[] {
  const secrets = accounts.flatMap(({ accessToken, refreshToken, password }) => {
    const [sessionId = '', familySecret = '', secret = ''] = refreshToken.split('.');
    return [
      { kind: 'session id', text: sessionId },
      { kind: 'refresh token', text: familySecret },
      { kind: 'refresh token', text: secret },
      { kind: 'access token', text: accessToken.split('.')[2] ?? '' },
      { kind: 'password', text: password },
    ].filter(({ text }) => text !== '');
  });
  const readLines = sources.map(() => 0);
  return () => {
    const lines = sources.flatMap((read, index) => {
      const all = read();
      const from = readLines[index] ?? 0;
      readLines[index] = all.length;
      return all.slice(from > all.length ? 0 : from);
    });
    return lines.flatMap((line) =>
      secrets
        .filter(({ text }) => line.includes(text))
        .map(({ kind, text }) => line.replaceAll(text, `<${kind}>`).slice(0, 300)),
    );
  };
}
