import { type Observable, of, type SchedulerLike } from 'rxjs';
import { lookup } from './lookup.ts';
import type { ProbeSettings } from '../options/probeSettings.ts';
import type { Resolution } from '../options/resolution.ts';

/** Emits the address of a target, or why it has none, and completes. A numeric target needs no time. */
export function resolve(settings: ProbeSettings, scheduler?: SchedulerLike): Observable<Resolution> {
  return settings.numeric !== null ? of(settings.numeric) : lookup(settings, scheduler);
}
