// Writes replies in batches into a sink of one's own.
import { type EchoReply, ping } from 'rxicmp';
import { recordTo, type Sink } from 'rxicmp/sinks';

const sink: Sink<EchoReply> = {
  // Whatever takes its time: the next batch comes when this is done, and the same one again when this fails.
  async write(replies) {
    console.log(`${replies.length} written`);
  },
  async close() {
    console.log('closed');
  },
};

ping('127.0.0.1', { interval: 100, count: 5 })
  .pipe(
    recordTo(sink, {
      batch: 2,
      every: 60_000,
      onLoss: ({ count, error }) => console.error(`${count} replies are lost:`, error),
    }),
  )
  .subscribe({ complete: () => console.log('done') });

// Output:
// 2 written
// 2 written
// 1 written
// closed
// done
