// Loaded into a target. SIGUSR2 starts a processor profile; the next SIGUSR2 stops it and writes it to the next path of
// PROFILE_PATHS.
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
