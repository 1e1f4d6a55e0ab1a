/**
 * A command line for a process that must not outlive its parent and does not watch for that itself.
 *
 * It starts through a shell that leaves a watcher behind and turns into the program (`exec` keeps the process id): once
 * standard input, a pipe from the parent, closes, the watcher ends the program. However a parent ends, SIGKILL
 * included, its pipes close.
 */
export function tethered(program: string, args: readonly string[]): { command: string; args: string[] } {
  // A background job's standard input is /dev/null, so the pipe is handed to the watcher under another number.
  const script = 'exec 3<&0; { cat <&3; kill $$; } >/dev/null 2>&1 & exec "$0" "$@" </dev/null 3<&-';
  return { command: '/bin/sh', args: ['-c', script, program, ...args] };
}
