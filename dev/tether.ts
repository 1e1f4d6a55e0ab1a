/**
 * The command line of a process that ends with its parent, for programs that do not watch their parent.
 *
 * A shell starts a watcher in the background and becomes the program (`exec` keeps the process id). When standard input,
 * a pipe from the parent, closes, the watcher ends the program. The pipe closes however the parent ends, even by
 * SIGKILL.
 */
export function tetheredCommand(
  program: string,
  args: readonly string[],
): { command: string; args: string[] } {
  // The standard input of a background job is /dev/null, so the watcher reads the pipe as descriptor 3.
  const script = 'exec 3<&0; { cat <&3; kill $$; } >/dev/null 2>&1 & exec "$0" "$@" </dev/null 3<&-';
  return { command: '/bin/sh', args: ['-c', script, program, ...args] };
}
