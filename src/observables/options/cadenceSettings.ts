import { map, type Observable, type SchedulerLike } from 'rxjs';
import { IcmpArgumentError } from '../../errors.ts';
import { checkBoolean } from '../../checks/checkBoolean.ts';
import { checkScheduler } from '../../checks/checkScheduler.ts';
import { checkTime } from '../../checks/checkTime.ts';
import type { CadenceOptions } from '../options.ts';
import { streamOf } from './streamOf.ts';

/** The names of the options that series and repeated sweeps share. */
export const CADENCE_OPTIONS: readonly (keyof CadenceOptions)[] = [
  'paused',
  'lateWindow',
  'phase',
  'keepAlive',
  'scheduler',
];

/** The options that series and repeated sweeps share, checked. */
export interface CadenceSettings {
  readonly paused: Observable<boolean> | null;
  readonly lateWindow: number;
  readonly phase: 'spread' | 'aligned' | number;
  readonly keepAlive: boolean;
  /** Null: the driver keeps the beat if it can. */
  readonly scheduler: SchedulerLike | null;
}

/** @throws `IcmpArgumentError` for what can never work. */
export function cadenceSettings(options: CadenceOptions, usualPhase: 'spread' | 'aligned'): CadenceSettings {
  const { paused, lateWindow = 0, phase = usualPhase, keepAlive = true, scheduler = null } = options;
  checkTime('lateWindow', lateWindow, 'zero');
  if (phase !== 'spread' && phase !== 'aligned' && !(Number.isFinite(phase) && phase >= 0)) {
    throw new IcmpArgumentError(
      'phase',
      phase,
      "'spread', 'aligned' or a number of milliseconds of at least 0",
      'leave it out for the usual one.',
    );
  }
  checkBoolean('keepAlive', keepAlive);
  checkScheduler(scheduler);
  return {
    paused: paused === undefined ? null : pauses(paused),
    lateWindow,
    phase,
    keepAlive,
    scheduler,
  };
}

function pauses(paused: NonNullable<CadenceOptions['paused']>): Observable<boolean> {
  const fix = typeof paused === 'boolean' ? `pass of(${String(paused)}).` : 'pass a stream of true and false.';
  return streamOf('paused', paused, fix).pipe(map(checkPaused));
}

function checkPaused(value: boolean): boolean {
  if (typeof value === 'boolean') return value;
  throw new IcmpArgumentError('paused', value, 'values that are true or false', 'map them, as in map(Boolean).');
}
