// A machine on two networks pings by each of them.
import { ping } from 'rxicmp';
import { map, merge, scan } from 'rxjs';

// Addresses of this machine, one of each network. `networkInterface: 'eth0'` instead chooses the wire, whatever its address is.
const ways = [
  { tag: 'first provider', source: '127.0.0.1' },
  { tag: 'second provider', source: '127.0.0.2' },
];

merge(...ways.map((way) => ping({ target: '127.0.0.3', ...way }, { interval: 200, count: 3 })))
  .pipe(
    scan(
      (seen, { tag, status }) => new Map(seen).set(tag, [...(seen.get(tag) ?? []), status]),
      new Map<string, string[]>(),
    ),
    map((seen) => [...seen].filter(([, statuses]) => statuses.length === 3)),
  )
  .subscribe((complete) => {
    if (complete.length < ways.length) return;
    for (const [way, statuses] of complete.sort()) console.log(`${way}: ${statuses.join(', ')}`);
  });

// Output:
// first provider: success, success, success
// second provider: success, success, success
