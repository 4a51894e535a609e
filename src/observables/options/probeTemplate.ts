import { selectDriver } from '#platform';
import { IcmpArgumentError } from '../../errors.ts';
import { echoRequest } from '../../icmpapi/echoRequest.ts';
import type { EchoRequest, IcmpDriver } from '../../icmpapi/icmpapi.ts';
import { IP_FLAG_DF } from '../../icmpapi/ipFlags.ts';
import { bytesIn } from '../../icmpapi/bytesIn.ts';
import { MAX_DATA } from '../../icmpapi/maxData.ts';
import { MAX_DELIVER_WITHIN } from '../../icmpapi/maxDeliverWithin.ts';
import { rangeFix } from '../../checks/rangeFix.ts';
import { parseAddress } from '../../wire/address.ts';
import { checkDriver } from './checkDriver.ts';
import { checkReplySize } from './checkReplySize.ts';
import { optionsDataOf } from './optionsDataOf.ts';
import { checkBoolean } from '../../checks/checkBoolean.ts';
import { checkInteger } from '../../checks/checkInteger.ts';
import { checkNumber } from '../../checks/checkNumber.ts';
import { checkTime } from '../../checks/checkTime.ts';
import type { ProbeOptions, RetryPolicy } from '../options.ts';

const DEFAULTS = {
  timeout: 1000,
  family: undefined,
  ttl: undefined,
  tos: undefined,
  dontFragment: false,
  payload: 32,
  source: undefined,
  networkInterface: undefined,
  ipOptions: undefined,
  replySize: undefined,
  replyData: undefined,
  completion: 'event',
  deliverWithin: undefined,
  lookupTimeout: 5000,
  retry: undefined,
  driver: undefined,
} as const satisfies Record<keyof ProbeOptions, unknown>;

type Merged = ProbeOptions & {
  timeout: number;
  lookupTimeout: number;
  dontFragment: boolean;
  payload: number | Uint8Array;
  completion: 'event' | 'apc';
};

/** The names of a probe's options. */
export const PROBE_OPTIONS: readonly string[] = Object.keys(DEFAULTS);

/** All that a probe needs, except its target: options, checked and with their defaults. */
export interface ProbeTemplate {
  readonly driver: IcmpDriver;
  /** The family of addresses that may be probed; null for either. */
  readonly family: 4 | 6 | null;
  readonly lookupTimeout: number;
  readonly networkInterface: string | number | undefined;
  /** Not checked here: in `pathMtu` the option has another meaning. */
  readonly retry: number | RetryPolicy | undefined;
  /** Undefined takes the usual one of the stream. */
  readonly deliverWithin: number | undefined;
  /** Complete, except for the destination. */
  readonly request: EchoRequest;
}

/**
 * Merges options, the later ones over the earlier, fills in the defaults and checks everything that can be checked
 * without a target.
 *
 * @throws `IcmpArgumentError` for what can never work, `IcmpError` with `ERR_ICMP_NO_DRIVER`.
 */
export function probeTemplate(...options: readonly ProbeOptions[]): ProbeTemplate {
  const merged = options.reduce<Merged>(override, DEFAULTS);
  const { timeout, family, ttl, tos, dontFragment, payload, source, networkInterface, lookupTimeout, retry, driver } =
    merged;
  const { ipOptions, replySize, completion, deliverWithin } = merged;
  checkTime('timeout', timeout, 'no zero');
  checkTime('lookupTimeout', lookupTimeout, 'no zero');
  if (ttl !== undefined) checkInteger('ttl', ttl, 1, 255);
  if (tos !== undefined) checkInteger('tos', tos, 0, 255);
  checkBoolean('dontFragment', dontFragment);
  checkPayload(payload);
  checkNetworkInterface(networkInterface);
  if (family !== undefined && family !== 4 && family !== 6)
    throw new IcmpArgumentError('family', family, '4 or 6', 'leave it out for either.');
  const sourceFamily = source === undefined ? undefined : familyOfSource(source);
  if (family !== undefined && sourceFamily !== undefined && family !== sourceFamily) {
    throw new IcmpArgumentError(
      'source',
      source,
      `an IPv${family} address, as the target's`,
      `use an IPv${family} address, or leave it out.`,
    );
  }
  for (const { replyData } of options) if (replyData !== undefined) checkBoolean('replyData', replyData);
  checkCompletion(completion);
  if (deliverWithin !== undefined) checkNumber('deliverWithin', deliverWithin, 0, MAX_DELIVER_WITHIN);
  checkDriver(driver);
  const selected = selectDriver(driver);
  const given = family ?? sourceFamily ?? null;
  const optionsData = ipOptions === undefined ? null : optionsDataOf(ipOptions, given, selected);
  const known = given ?? (optionsData === null ? null : 4);
  const request = { data: payload, optionsData, replySize: replySize ?? null };
  checkReplySize(request, known);
  return {
    driver: selected,
    family: known,
    lookupTimeout,
    networkInterface,
    retry,
    deliverWithin,
    request: echoRequest('', {
      ...request,
      source: source ?? null,
      networkInterface: networkInterface ?? null,
      timeout,
      ttl: ttl ?? null,
      tos: tos ?? null,
      flags: dontFragment ? IP_FLAG_DF : 0,
      completion,
      deliverWithin: deliverWithin ?? 0,
      // True when the call or the target asks for it, whatever the other says: so the types can tell.
      wantData: options.some(({ replyData }) => replyData === true),
    }),
  };
}

/** Undefined means that an option was not given. */
function override<T extends object>(base: T, over: Partial<Record<keyof T, unknown>>): T {
  const merged = { ...base };
  for (const name of Object.keys(base) as (keyof T)[])
    if (over[name] !== undefined) merged[name] = over[name] as T[keyof T];
  return merged;
}

function checkPayload(payload: number | Uint8Array): void {
  const size = typeof payload === 'number' ? payload : bytesIn(payload);
  if (Number.isInteger(size) && size! >= 0 && size! <= MAX_DATA) return;
  const isText = typeof payload === 'string';
  const fix = isText ? 'encode it with TextEncoder.' : rangeFix(size ?? payload, 0, MAX_DATA);
  throw new IcmpArgumentError('payload', payload, `0 to ${MAX_DATA} bytes, or a Uint8Array of as many`, fix);
}

function checkNetworkInterface(value: string | number | undefined): void {
  if (value === undefined || (typeof value === 'string' ? value !== '' : Number.isInteger(value) && value > 0)) return;
  throw new IcmpArgumentError(
    'networkInterface',
    value,
    'the name or index of an interface of this machine',
    'leave it out for any.',
  );
}

function checkCompletion(completion: 'event' | 'apc'): void {
  if (completion === 'event' || completion === 'apc') return;
  throw new IcmpArgumentError('completion', completion, "'event' or 'apc'", "leave it out for 'event'.");
}

function familyOfSource(source: string): 4 | 6 {
  const parsed = typeof source === 'string' ? parseAddress(source) : null;
  if (parsed === null)
    throw new IcmpArgumentError('source', source, 'a numeric address of this machine', 'leave it out for any.');
  return parsed.family;
}
