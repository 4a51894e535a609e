// Runs laps of one module of contenders/ for the bench that forked it: one for each message, until it hangs up.
import { Session } from 'node:inspector/promises';
import { writeFileSync } from 'node:fs';
import type { Prepare } from './contender.ts';

const [, , name, ...args] = process.argv;
const { prepare } = (await import(`./contenders/${name}.ts`)) as { readonly prepare: Prepare };
const lap = prepare(...args);

process.on('message', ({ profile }: { readonly profile: string | null }) => {
  void (profile === null ? lap() : profiled(profile)).then((result) => process.send!(result));
});

// Whatever a contender keeps open, such as a server.
process.once('disconnect', () => process.exit());

async function profiled(file: string) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 200 });
  await session.post('Profiler.start');
  const result = await lap();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  writeFileSync(file, JSON.stringify(profile));
  return result;
}
