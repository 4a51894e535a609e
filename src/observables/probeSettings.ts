import { selectDriver } from '#platform';
import { IcmpArgumentError } from '../errors.ts';
import { echoRequest } from '../icmpapi/echoRequest.ts';
import type { EchoRequest, IcmpDriver } from '../icmpapi/icmpapi.ts';
import { IP_FLAG_DF } from '../icmpapi/ipFlags.ts';
import { parseAddress } from '../wire/address.ts';
import { checkDriver } from './checkDriver.ts';
import { checkInteger } from './checkInteger.ts';
import { checkNames } from './checkNames.ts';
import { checkTime } from './checkTime.ts';
import { numericTarget } from './numericTarget.ts';
import type { ProbeOptions } from './options.ts';
import type { Resolved } from './resolution.ts';
import type { Target } from './targets.ts';

const MAX_PAYLOAD = 65_500;

const DEFAULTS = {
  timeout: 1000,
  family: undefined,
  ttl: undefined,
  tos: undefined,
  dontFragment: false,
  payload: 32,
  source: undefined,
  networkInterface: undefined,
  lookupTimeout: 5000,
  driver: undefined,
} satisfies Record<keyof ProbeOptions, unknown>;
const PROBE_OPTIONS = Object.keys(DEFAULTS);
const TARGET_KEYS = ['target', 'tag', ...PROBE_OPTIONS];

type Merged = ProbeOptions & {
  timeout: number;
  lookupTimeout: number;
  dontFragment: boolean;
  payload: number | Uint8Array;
};

/** A target and its options, checked once for each subscription. */
export interface ProbeSettings {
  readonly driver: IcmpDriver;
  readonly target: string;
  readonly tag: unknown;
  /** Null when the target is a name. */
  readonly numeric: Resolved | null;
  /** Which addresses of a name will do; null for any. */
  readonly family: 4 | 6 | null;
  readonly lookupTimeout: number;
  readonly networkInterface: string | number | undefined;
  /** Complete but for the destination. */
  readonly request: EchoRequest;
}

/**
 * Merges a target's own options over the call's, fills in the defaults and checks everything that can be checked
 * before a look-up.
 *
 * @param more names of options that the call may have beside those of a probe.
 * @throws `IcmpArgumentError` for what can never work, `IcmpError` with `ERR_ICMP_NO_DRIVER`.
 */
export function probeSettings(given: Target, options: ProbeOptions, more: readonly string[] = []): ProbeSettings {
  const own = typeof given === 'string' ? { target: given } : checkObject('target', given);
  checkNames(own, TARGET_KEYS);
  checkNames(checkObject('options', options), [...PROBE_OPTIONS, ...more]);
  const { target, tag = null } = own;
  const merged = override(override<Merged>(DEFAULTS, options), own);
  const { timeout, family, ttl, tos, dontFragment, payload, source, networkInterface, lookupTimeout } = merged;
  checkTime('timeout', timeout, 'no zero');
  checkTime('lookupTimeout', lookupTimeout, 'zero');
  checkInteger('ttl', ttl, 1, 255);
  checkInteger('tos', tos, 0, 255);
  if (typeof dontFragment !== 'boolean') throw new IcmpArgumentError('dontFragment', dontFragment, 'true or false');
  checkPayload(payload);
  checkNetworkInterface(networkInterface);
  if (family !== undefined && family !== 4 && family !== 6) throw new IcmpArgumentError('family', family, '4 or 6');
  const sourceFamily = source === undefined ? undefined : familyOfSource(source);
  checkDriver(merged.driver);
  const numeric = numericTarget(target, networkInterface, () => selectDriver(merged.driver).diagnose().interfaces);
  const needed = numeric?.family ?? family ?? sourceFamily ?? null;
  if (family !== undefined && family !== needed) {
    throw new IcmpArgumentError('family', family, `${needed}, the family of the target`);
  }
  if (sourceFamily !== undefined && sourceFamily !== needed) {
    throw new IcmpArgumentError('source', source, `an IPv${needed} address, as the target's`);
  }
  const request = echoRequest('', {
    source: source ?? null,
    networkInterface: networkInterface ?? null,
    timeout,
    data: payload,
    ttl: ttl ?? null,
    tos: tos ?? null,
    flags: dontFragment ? IP_FLAG_DF : 0,
  });
  const driver = selectDriver(merged.driver);
  return { driver, target, tag, numeric, family: needed, lookupTimeout, networkInterface, request };
}

/** Undefined means that an option was not given. */
function override<T extends object>(base: T, over: Partial<Record<keyof T, unknown>>): T {
  const merged = { ...base };
  for (const name of Object.keys(base) as (keyof T)[])
    if (over[name] !== undefined) merged[name] = over[name] as T[keyof T];
  return merged;
}

function checkObject<T extends object>(argument: string, value: T): T {
  if (typeof value === 'object' && value !== null) return value;
  const expected = argument === 'target' ? 'a host name, a numeric address, or an object with one' : 'an object';
  throw new IcmpArgumentError(argument, value, expected);
}

function checkPayload(payload: number | Uint8Array): void {
  const size = payload instanceof Uint8Array ? payload.length : payload;
  if (Number.isInteger(size) && size >= 0 && size <= MAX_PAYLOAD) return;
  throw new IcmpArgumentError('payload', payload, `0 to ${MAX_PAYLOAD} bytes, or a Uint8Array of as many`);
}

function checkNetworkInterface(value: string | number | undefined): void {
  if (value === undefined || (typeof value === 'string' ? value !== '' : Number.isInteger(value) && value > 0)) return;
  throw new IcmpArgumentError('networkInterface', value, 'the name or index of an interface of this machine');
}

function familyOfSource(source: string): 4 | 6 {
  const parsed = typeof source === 'string' ? parseAddress(source) : null;
  if (parsed === null) throw new IcmpArgumentError('source', source, 'a numeric address of this machine');
  return parsed.family;
}
