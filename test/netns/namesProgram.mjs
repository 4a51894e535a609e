// What happens to names with a resolver that is silent for most of them: `namesProgram.mjs WHAT`. Run as a process of
// its own, on what was built.
import { lookup } from 'node:dns';
import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { diagnose, ping, probe, sweep } from 'rxicmp';

const what = isMainThread ? process.argv[2] : workerData;
const told = { next: () => undefined };
const names = (count, prefix) => Array.from({ length: count }, (_, n) => `${prefix}${n}.example`);
const tell = (value) => console.log(JSON.stringify(value));

/** Milliseconds from the subscription to the outcome of each living name. */
async function delays(targets) {
  const start = performance.now();
  const seen = [];
  const subscription = sweep(targets, { rate: Infinity }).subscribe({
    next: ({ target, status }) => {
      if (target.startsWith('living')) seen.push({ status, after: performance.now() - start });
    },
  });
  while (seen.length < 100) await new Promise((resolve) => setTimeout(resolve, 5));
  subscription.unsubscribe();
  return seen;
}

/** Nine dead names between two living ones. */
const mixed = () => names(100, 'living').flatMap((name, n) => [...names(9, `dead${n}-`), name]);

const programs = {
  // The first run loads and prepares everything.
  'the living': async () => {
    await delays(names(100, 'living'));
    const alone = await delays(names(100, 'living'));
    const beside = await delays(mixed());
    tell({ alone, beside, lookups: (await diagnose()).lookups });
  },
  // Milliseconds until all are found without this library: Node's own pool needs a thread for each name.
  'the living, by Node alone': () => {
    const start = performance.now();
    let found = 0;
    for (const name of mixed()) {
      lookup(name, { all: true }, () => {
        if (name.startsWith('living') && ++found === 100) tell(performance.now() - start);
      });
    }
  },
  'a file of hosts': () => {
    const seen = [];
    sweep([...names(8, 'dead'), 'hosted.example']).subscribe(({ target, status }) => {
      seen.push(`${target} ${status}`);
      if (target !== 'hosted.example') return;
      tell(seen);
      process.exit();
    });
  },
  'a resolver that falls silent': () => {
    const seen = [];
    const options = { interval: 100, duration: 3000, resolve: { every: 300 }, lookupTimeout: 700 };
    ping('fading.example', options).subscribe({
      next: ({ sequence, status, errorCode }) => seen.push({ sequence, status, errorCode }),
      complete: () => tell(seen),
    });
  },
  'a name that moves': () => {
    const seen = [];
    ping('moved.example', { interval: 100, count: 25, resolve: 'each' }).subscribe({
      next: ({ status, destination }) => seen.push(`${status} ${destination}`),
      complete: () => tell([...new Set(seen)]),
    });
  },
  'left by its subscriber': () => {
    const all = names(50, 'dead').map((name) => ping(name).subscribe(told));
    setTimeout(() => all.forEach((subscription) => subscription.unsubscribe()), 200);
  },
  'over its time': () => {
    probe('dead.example', { lookupTimeout: 200 }).subscribe(({ status, errorCode }) => tell([status, errorCode]));
  },
  exit: () => {
    for (const name of names(50, 'dead')) probe(name).subscribe(told);
    setTimeout(() => process.exit(7), 200);
  },
  'exit at once': () => {
    for (const name of names(50, 'dead')) probe(name).subscribe(told);
    process.exit(7);
  },
  throw: () => {
    for (const name of names(50, 'dead')) probe(name).subscribe(told);
    setTimeout(() => {
      throw new Error('on purpose');
    }, 200);
  },
  // The addon is loaded by workers alone, so it is unloaded with each of them; look-ups return for seconds afterwards.
  'workers that are terminated': async () => {
    if (isMainThread) {
      for (let n = 0; n < 10; n++) {
        const worker = new Worker(new URL(import.meta.url), { workerData: what });
        await once(worker, 'message');
        await worker.terminate();
      }
      await new Promise((resolve) => setTimeout(resolve, 4000));
      return tell('none returned into nothing');
    }
    const { parentPort } = await import('node:worker_threads');
    for (const name of names(30, 'dead')) probe(name).subscribe(told);
    // Their answers are on their way when the worker goes.
    for (const name of names(30, 'served')) probe(name).subscribe(told);
    parentPort.postMessage('asked');
  },
};

await programs[what]();
