// All of IcmpSendEcho2Ex from a stream: by an APC, with IP options, and the bytes of the reply.
import { firstValueFrom } from 'rxjs';
import { probe } from 'rxicmp';
import { encodeIpOptions } from 'rxicmp/icmpapi';

// Everything that IcmpSendEcho2Ex takes. Here the packet itself records its route, there and back.
const reply = await firstValueFrom(
  probe('127.0.0.1', {
    completion: 'apc',
    ipOptions: encodeIpOptions([{ kind: 'record-route', addresses: [], room: 9 }]),
    payload: Uint8Array.of(1, 2, 3),
    replySize: 128,
    replyData: true,
  }),
);

console.log(reply.status, reply.data, 'TOS', reply.tos);
for (const option of reply.ipOptions ?? []) if (option.kind === 'record-route') console.log(option.addresses.join(' '));

// Output:
// success Uint8Array(3) [ 1, 2, 3 ] TOS 0
// 127.0.0.1 127.0.0.1 127.0.0.1 127.0.0.1
