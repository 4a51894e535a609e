// A stream whose next beat is a minute away, told by the argument. Run as a process of its own, on what was built.
import { ping, sweepEvery } from 'rxicmp';
import { NEVER, of, startWith } from 'rxjs';

const [, , what, keepAlive] = process.argv;
const options = { keepAlive: keepAlive === 'true', timeout: 200 };
const minute = 60_000;
const streams = {
  ping: () => ping('127.0.0.1', { ...options, interval: minute }),
  'ping, waiting for a late reply': () => ping('127.0.0.1', { ...options, interval: minute, lateWindow: 300 }),
  'ping, a duration': () => ping('127.0.0.1', { ...options, interval: minute, duration: minute }),
  'ping, its name looked up on each beat': () => ping('localhost', { ...options, interval: minute, resolve: 'each' }),
  'ping, a phase that is far away': () => ping('127.0.0.1', { ...options, interval: minute, phase: minute }),
  sweepEvery: () =>
    of(['127.0.0.1', '127.0.0.2']).pipe(startWith([]), sweepEvery(minute, { ...options, phase: 'aligned' })),
  'sweepEvery, spread': () => of(['127.0.0.1', '127.0.0.2']).pipe(sweepEvery(minute, options)),
  'sweepEvery, paused': () => of(['127.0.0.1']).pipe(sweepEvery(minute, { ...options, paused: NEVER })),
};
streams[what]().subscribe({
  next: ({ target, status }) => console.log(target, status),
  error: (error) => console.log(error.message),
});
