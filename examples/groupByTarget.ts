// A stream for each target.
import { groupByTarget, ping } from 'rxicmp';
import { count, map, merge, mergeMap } from 'rxjs';

merge(ping('127.0.0.1', { interval: 250, count: 3 }), ping('127.0.0.2', { interval: 250, count: 2 }))
  .pipe(
    groupByTarget({ idle: 60_000 }),
    mergeMap((replies) =>
      replies.pipe(
        count(),
        map((number) => `${replies.key}: ${number} replies`),
      ),
    ),
  )
  .subscribe((line) => console.log(line));

// Output:
// 127.0.0.1: 3 replies
// 127.0.0.2: 2 replies
