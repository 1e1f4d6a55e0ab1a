/**
 * The command line of a process that ends with its parent.
 *
 * A shell starts a watcher in the background and becomes the program (`exec` keeps the process id). When standard input,
 * a pipe from the parent, closes, the watcher ends the program: SIGTERM, and SIGKILL ten seconds later. The pipe closes
 * however the parent ends, even by SIGKILL, and the watcher runs before the program does: a program that is still
 * loading, or that does not watch its parent, ends too.
 * @param options.group ends the whole process group, at once by SIGKILL: the program must lead it (`detached`)
 */
export function tetheredCommand(
  program: string,
  args: readonly string[],
  { group = false }: { group?: boolean } = {},
): { command: string; args: string[] } {
  // Stops when the program has ended, because its process id may be reused.
  const endProgram =
    'kill $$ || exit; n=0; while [ $n -lt 50 ]; do sleep 0.2; kill -0 $$ || exit; n=$((n+1)); done; kill -9 $$';
  const end = group ? 'kill -9 -$$' : endProgram;
  // Files of the program are for their owner only.
  // The standard input of a background job is /dev/null, so the watcher reads the pipe as descriptor 3.
  const script = `umask 077; exec 3<&0; { cat <&3; ${end}; } >/dev/null 2>&1 & exec "$0" "$@" </dev/null 3<&-`;
  return { command: '/bin/sh', args: ['-c', script, program, ...args] };
}
