import type { SchedulerLike } from 'rxjs';
import { checkInteger } from '../../checks/checkInteger.ts';
import { checkInterval } from '../../checks/checkInterval.ts';
import { checkLimit } from '../../checks/checkLimit.ts';
import { checkTime } from '../../checks/checkTime.ts';
import { checkScheduler } from '../../checks/checkScheduler.ts';
import { IcmpArgumentError } from '../../errors.ts';
import type { EchoRequest } from '../../icmpapi/icmpapi.ts';
import type { ProbeOptions, TracerouteOptions } from '../options.ts';
import type { Pace } from '../pacer/pace.ts';
import { probeSettings, type ProbeSettings } from '../options/probeSettings.ts';
import { RatePacer } from '../pacer/ratePacer.ts';

const TRACEROUTE_OPTIONS: readonly Exclude<keyof TracerouteOptions, keyof ProbeOptions>[] = [
  'maxTtl',
  'probes',
  'rounds',
  'interval',
  'lateWindow',
  'rate',
  'flow',
  'scheduler',
];

/** The settings of a traceroute, checked once for each subscription. */
export interface TracerouteSettings extends ProbeSettings {
  readonly maxTtl: number;
  readonly probes: number;
  readonly rounds: number;
  readonly interval: number;
  /** Null: nothing has to wait for a slot. */
  readonly pace: Pace | null;
  /** As far as the driver and the payload allow it. */
  readonly flow: 'constant' | 'varies';
  /** Null: the clock of the driver. */
  readonly scheduler: SchedulerLike | null;
}

/** @throws what `probeSettings` throws. */
export function tracerouteSettings(target: string, options: TracerouteOptions): TracerouteSettings {
  const settings = probeSettings({ target }, options, TRACEROUTE_OPTIONS, ['ttl', 'retry', 'replyData']);
  const {
    maxTtl = 30,
    probes = 3,
    rounds = 1,
    interval = 1000,
    lateWindow = 0,
    rate = Infinity,
    flow = 'constant',
    scheduler = null,
  } = options;
  checkInteger('maxTtl', maxTtl, 1, 255);
  checkInteger('probes', probes, 1, 100);
  checkLimit('rounds', rounds, 'pass 1 or more.');
  checkTime('lateWindow', lateWindow, 'zero');
  checkScheduler(scheduler);
  const pacer = rate instanceof RatePacer ? rate : new RatePacer(rate as number);
  const pace = pacer.paceOf(scheduler ?? settings.driver);
  checkFlow(flow);
  const isWanted = flow === 'constant';
  const request = { ...settings.request, lateWindow, constantFlow: isWanted };
  const isConstant = isWanted && hasRoom(request.data) && settings.driver.features.has('constantFlow');
  return {
    ...settings,
    request,
    maxTtl,
    probes,
    rounds,
    interval: checkInterval(interval),
    pace,
    flow: isConstant ? 'constant' : 'varies',
    scheduler,
  };
}

function checkFlow(flow: 'constant' | 'varies'): void {
  if (flow === 'constant' || flow === 'varies') return;
  throw new IcmpArgumentError('flow', flow, "'constant' or 'varies'", "leave it out for 'constant'.");
}

/** Whether a payload is one that `constantFlow` of the port takes effect with. */
function hasRoom(data: EchoRequest['data']): boolean {
  return typeof data === 'number' && data >= 10;
}
