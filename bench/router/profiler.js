// Loaded into a process under test: SIGUSR2 begins a processor profile, the next one ends it and writes it to the next
// of the paths given.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

const paths = JSON.parse(process.env.PROFILE_PATHS ?? '[]');
const session = new Session();
session.connect();
session.post('Profiler.enable');
let running = false;

process.on('SIGUSR2', () => {
  if (running) {
    running = false;
    session.post('Profiler.stop', (error, result) => {
      if (error !== null) throw error;
      writeFileSync(paths.shift(), JSON.stringify(result.profile));
    });
    return;
  }
  running = true;
  session.post('Profiler.start');
});
