import { IcmpError } from '../../errors.ts';
import { IP_FLAG_DF } from '../../icmpapi/ipFlags.ts';
import { MAX_DATA } from '../../icmpapi/maxData.ts';
import { ECHO_HEADERS } from '../../wire/echoHeaders.ts';
import { checkInteger } from '../../checks/checkInteger.ts';
import type { PathMtuOptions, ProbeOptions } from '../options.ts';
import type { EchoOutcome } from '../echoReply.ts';
import { retrySettings, type RetrySettings } from '../options/retrySettings.ts';
import { probeSettings, type ProbeSettings } from '../options/probeSettings.ts';

/** The size of an IPv4 packet with the largest payload of the port: 65,528. */
const MAX_SIZE = MAX_DATA + ECHO_HEADERS[4];
/** The least that an IPv4 path has to let through. */
const MIN_SIZE = 68;

/** What the search itself decides, or what would change how large its packets are. */
const WITHOUT: readonly Exclude<keyof ProbeOptions, keyof PathMtuOptions>[] = [
  'dontFragment',
  'payload',
  'ipOptions',
  'replySize',
  'replyData',
];

/** The settings of a search for a path MTU, checked once for each subscription. */
export interface PathMtuSettings extends ProbeSettings {
  readonly max: number;
  /** The retries of a size that nobody answers. */
  readonly retries: RetrySettings | null;
}

/** @throws what `probeSettings` throws, and `IcmpError` when the driver cannot set DF. */
export function pathMtuSettings(target: string, options: PathMtuOptions): PathMtuSettings {
  const settings = probeSettings({ target }, options, ['max'], WITHOUT);
  const { max = MAX_SIZE, retry = 2 } = options;
  checkInteger('max', max, MIN_SIZE, MAX_SIZE);
  checkInteger('retry', retry, 0, 100);
  const { driver, request } = settings;
  if (!driver.features.has('dontFragment')) {
    throw new IcmpError('ERR_ICMP_SYSTEM', `The driver ${driver.name} cannot forbid fragmentation on this platform.`);
  }
  const when = ({ status }: EchoOutcome<unknown>): boolean => status === 'timed-out';
  const retries = retrySettings({ count: retry, when, emit: 'every' });
  return { ...settings, max, retries, request: { ...request, flags: IP_FLAG_DF } };
}
