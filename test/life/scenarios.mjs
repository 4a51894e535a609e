// Stopped at one step of a request's life, told by the argument. Run as a process of its own, on what was built.
import { closeSync, openSync } from 'node:fs';
import { ping, probe } from 'rxicmp';

const ignore = { next: () => undefined, error: (error) => console.log(error.code) };
const steps = {
  // An open subscription whose next beat is far away keeps the process alive, so it is ended here.
  'opened, then exit': () => {
    ping('127.0.0.1', { interval: 60_000 }).subscribe(ignore);
    setTimeout(() => process.exit(7), 50);
  },
  'cancelled, natural end': () => {
    for (let i = 0; i < 500; i++) probe('127.0.0.1').subscribe(ignore).unsubscribe();
    ping('127.0.0.1', { interval: 60_000 }).subscribe(ignore).unsubscribe();
  },
  'unsubscribed from within next, natural end': () => {
    const subscription = ping('127.0.0.1', { interval: 10 }).subscribe(() => subscription.unsubscribe());
  },
  'late replies to come, then exit': () => {
    ping('127.0.0.1', { interval: 10, lateWindow: 10_000 }).subscribe((reply) => {
      // Beats that are left out use up numbers.
      if (reply.sequence >= 5) process.exit(7);
    });
  },
  // A source is checked on a socket of its own.
  'no file can be opened for a while': () => {
    const files = [];
    const told = new Set();
    const take = () => {
      try {
        for (;;) files.push(openSync('/dev/null'));
      } catch {
        // No more files can be opened now.
      }
    };
    const subscription = ping('127.0.0.1', { interval: 20, source: '127.0.0.1' }).subscribe({
      ...ignore,
      next: ({ status, errorCode }) => {
        const isNew = !told.has(status);
        told.add(status);
        if (status === 'success' && told.has('not-sent')) {
          subscription.unsubscribe();
        } else if (status === 'success' && isNew) {
          take();
        } else if (status === 'not-sent' && isNew) {
          for (const file of files) closeSync(file);
          if (errorCode !== 'EMFILE') console.log(errorCode);
        }
      },
    });
  },
  'a consumer that throws': () => {
    probe('127.0.0.1').subscribe(() => {
      throw new Error('on purpose');
    });
  },
};

steps[process.argv[2]]();
