// IP options: the packet notes on its way who handles it, and when.
import { probe } from 'rxicmp';
import { encodeIpOptions } from 'rxicmp/icmpapi';

// Four stamps at most, each with the address of who stamped. Many routers ignore options, and some drop packets with them.
const ipOptions = encodeIpOptions([{ kind: 'timestamp', addresses: 'recorded', stamps: [], room: 4, overflow: 0 }]);

probe('127.0.0.1', { ipOptions, replyData: true }).subscribe(({ status, ipOptions }) => {
  console.log(status);
  for (const option of ipOptions ?? []) {
    if (option.kind !== 'timestamp') continue;
    for (const { address, time } of option.stamps) {
      console.log(`${address} at a time of day that is ${time === null ? 'not told' : 'told'}`);
    }
  }
});

// Output:
// success
// 127.0.0.1 at a time of day that is told
// 127.0.0.1 at a time of day that is told
// 127.0.0.1 at a time of day that is told
// 127.0.0.1 at a time of day that is told
