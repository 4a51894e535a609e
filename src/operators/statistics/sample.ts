import type { EchoReply } from '../../observables/echoReply.ts';

/** What a reply adds to the statistics of its key. */
export type Sample = Pick<EchoReply<unknown>, 'status' | 'destination' | 'sentAt' | 'rtt' | 'missed'>;
