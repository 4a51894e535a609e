import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Contender } from './contender.ts';
import { exists } from './peers/run.ts';

/**
 * Runs one lap under two profilers: V8's for JavaScript (`FILE.cpuprofile`, for DevTools and the like), and perf for
 * all threads of the process, kernel included (`FILE.perf`, for `perf report -i FILE.perf --sort comm,symbol`).
 */
export async function profileThreads(contender: Contender, file: string): Promise<void> {
  await contender.lap(`${file}.cpuprofile`);
  console.log(`  ${file}.cpuprofile`);
  if (!exists('perf', '--version')) {
    console.log('  no profile of the engine: perf is not here (Debian: apt-get install linux-perf)');
    return;
  }
  const perf = spawn('perf', ['record', '-q', '-F', '2000', '-g', '-o', `${file}.perf`, '-p', `${contender.pid}`], {
    stdio: 'ignore',
  });
  // It says nothing once it has attached to all threads.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await contender.lap();
  perf.kill('SIGINT');
  await once(perf, 'exit');
  console.log(`  ${file}.perf`);
}
