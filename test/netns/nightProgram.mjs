// A program that pings through a night, on what was built: it gets the series, and later the message that the night is
// over. Then it answers with the replies of each series.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ping } from 'rxicmp';
import { selectDriver } from 'rxicmp/icmpapi';
import { BehaviorSubject } from 'rxjs';

const paused = new BehaviorSubject(false);

// The test may also end before it has sent that message.
process.on('disconnect', () => process.exit());
process.send('up');
const [{ series, interval, options }] = await once(process, 'message');
const watched = [];
for (const one of series) {
  watched.push(watch(one));
  // Each begins a little later, so that the beats are spread over the interval.
  await sleep(interval / series.length);
}
await once(process, 'message');
// All probes that are under way have an outcome soon.
paused.next(true);
for (let n = 0; n < 3_000 && selectDriver().counters().outstanding > 0; n++) await sleep(10);
const reports = watched.map((end) => end());
// Not before the whole answer has gone: it is long.
process.send({ reports, outstanding: selectDriver().counters().outstanding }, () => process.disconnect());

function watch({ target, measured, resolve }) {
  const statuses = {};
  const beats = [];
  const told = new Map();
  let error = null;
  const subscription = ping(target, {
    interval,
    paused,
    ...options,
    ...(resolve === undefined ? {} : { resolve }),
  }).subscribe({
    next: ({ sequence, missed, status, sentAt, destination }) => {
      statuses[status] = (statuses[status] ?? 0) + 1;
      // A look-up that failed beside the beat; the beat is emitted too.
      if (status === 'not-resolved' && destination !== null) return;
      for (let n = 0; n < (missed || 1); n++) told.set(sequence + n, (told.get(sequence + n) ?? 0) + 1);
      if (measured && status === 'success') beats.push([sequence, sentAt]);
    },
    error: (reason) => (error = String(reason)),
    complete: () => (error = 'it completed'),
  });
  return () => {
    subscription.unsubscribe();
    const lost = Array.from({ length: Math.max(...told.keys()) + 1 }, (_, n) => n).filter((n) => told.get(n) !== 1);
    return { target, statuses, beats, count: told.size, lost, error };
  };
}
