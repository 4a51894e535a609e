// A program that pings through a night, on what was built: it gets the series, and answers with the replies of each.
import { ping } from 'rxicmp';
import { selectDriver } from 'rxicmp/icmpapi';

process.on('message', async ({ series, interval, options }) => {
  const reports = await Promise.all(series.map((one, n) => watch(one, (n * interval) / series.length)));
  const answer = { reports, outstanding: selectDriver().counters().outstanding };
  // Not before the whole answer has gone: it is long.
  process.send(answer, () => process.disconnect());

  /** Each begins a little later, so that the beats are spread over the interval. */
  async function watch({ target, measured, resolve }, delay) {
    await new Promise((done) => setTimeout(done, delay));
    const statuses = {};
    const beats = [];
    const told = new Map();
    let error = null;
    await new Promise((done) => {
      ping(target, { interval, ...options, ...(resolve === undefined ? {} : { resolve }) }).subscribe({
        next: ({ sequence, missed, status, sentAt, destination }) => {
          statuses[status] = (statuses[status] ?? 0) + 1;
          // A look-up that failed beside the beat; the beat is emitted too.
          if (status === 'not-resolved' && destination !== null) return;
          for (let n = 0; n < (missed || 1); n++) told.set(sequence + n, (told.get(sequence + n) ?? 0) + 1);
          if (measured && status === 'success') beats.push([sequence, sentAt]);
        },
        error: (reason) => done((error = String(reason))),
        complete: done,
      });
    });
    const lost = Array.from({ length: Math.max(...told.keys()) + 1 }, (_, n) => n).filter((n) => told.get(n) !== 1);
    return { target, statuses, beats, count: told.size, lost, error };
  }
});
process.send('up');
