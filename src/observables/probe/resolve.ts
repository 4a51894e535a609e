import { type Observable, of, type SchedulerLike } from 'rxjs';
import { lookup } from './lookup.ts';
import type { ProbeSettings } from '../options/probeSettings.ts';
import type { Resolution } from '../options/resolution.ts';

/** Emits what a target comes to, at once when it is an address, and completes. */
export function resolve(settings: ProbeSettings, scheduler?: SchedulerLike): Observable<Resolution> {
  return settings.numeric !== null ? of(settings.numeric) : lookup(settings, scheduler);
}
