// May this process ping?
import { diagnose } from 'rxicmp';

const { sockets } = await diagnose();

for (const family of [4, 6]) {
  const own = sockets.filter((socket) => socket.family === family);
  if (own.some(({ usable }) => usable)) console.log(`This process may ping over IPv${family}.`);
  else for (const { kind, fix } of own) console.log(`No ${kind} socket for IPv${family}. Fix: ${fix}`);
}

// Output:
// This process may ping over IPv4.
// This process may ping over IPv6.
