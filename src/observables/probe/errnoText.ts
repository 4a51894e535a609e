const TEXTS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name has no address',
  EAI_AGAIN: 'the resolver has no answer at present',
  ETIMEOUT: 'the look-up took longer than lookupTimeout allows',
  ENETUNREACH: 'this machine has no route to the network',
  EHOSTUNREACH: 'this machine has no route to the host',
  ENETDOWN: 'the network is down',
  EADDRNOTAVAIL: 'this machine does not have the source address',
  ENODEV: 'this machine does not have the interface',
  ENXIO: 'this machine does not have the interface',
  EPERM: 'a rule of this machine forbids the packet',
  EACCES: 'this machine forbids the packet',
  ENOBUFS: 'the system has no room for the packet',
  ENOMEM: 'the system has no room for the packet',
  EMSGSIZE: 'the packet is larger than the interface takes',
  EINVAL: 'the system takes no such packet',
  EAFNOSUPPORT: 'this machine has no sockets of this IP version',
  EMFILE: 'this process has too many open files',
  ENFILE: 'this machine has too many open files',
};

/** What the name of an errno means for a probe that was not sent. */
export function errnoText(errorCode: string): string {
  return TEXTS[errorCode] ?? `the system says ${errorCode}`;
}
