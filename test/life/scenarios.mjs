// Stopped at one step of a request's life, told by the argument. Run as a process of its own, on what was built.
import { closeSync, openSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
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
    const take = () => takeFiles(files);
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
  // An interface is looked up on a socket of its own, here for the first time.
  'no file can be opened at first': () => {
    const files = [];
    const [networkInterface] = Object.entries(networkInterfaces()).find(([, [{ internal }]]) => internal);
    const begin = () => {
      takeFiles(files);
      const subscription = ping('127.0.0.1', { interval: 20, networkInterface }).subscribe({
        ...ignore,
        next: ({ sequence, status, errorCode }) => {
          if (sequence === 0 && errorCode !== 'EMFILE') console.log(status, errorCode);
          for (const file of files.splice(0)) closeSync(file);
          if (status === 'success') subscription.unsubscribe();
        },
      });
    };
    // The addon itself is a file.
    probe('127.0.0.1').subscribe({ ...ignore, complete: begin });
  },
  'a consumer that throws': () => {
    probe('127.0.0.1').subscribe(() => {
      throw new Error('on purpose');
    });
  },
};

function takeFiles(files) {
  try {
    for (;;) files.push(openSync('/dev/null'));
  } catch {
    // No more files can be opened now.
  }
}

steps[process.argv[2]]();
