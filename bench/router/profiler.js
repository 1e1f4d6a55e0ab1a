// Loaded into a process under test: SIGUSR2 begins a processor profile, the next one ends and writes it.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

const session = new Session();
session.connect();
session.post('Profiler.enable');
let profiles = 0;
let running = false;

process.on('SIGUSR2', () => {
  if (running) {
    running = false;
    session.post('Profiler.stop', (error, result) => {
      if (error !== null) throw error;
      profiles += 1;
      writeFileSync(`${process.env.PROFILE_PREFIX}-${profiles}.cpuprofile`, JSON.stringify(result.profile));
    });
    return;
  }
  running = true;
  session.post('Profiler.start');
});
