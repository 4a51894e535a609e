import { diagnose } from 'rxicmp';

const { sockets } = await diagnose();

/** What the name of a test adds when it cannot run, because this process may open no ICMP socket; empty when it may. */
export const pendingWithoutSocket = sockets.some(({ family, usable }) => family === 4 && usable)
  ? ''
  : ' (pending: no ICMP socket may be opened)';
