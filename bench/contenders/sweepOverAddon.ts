import type { Prepare } from '../contender.ts';
import { prepare as prepareSweep } from './sweep.ts';

/** The same as `sweep`, over the addon in a file. */
export const prepare: Prepare = (file, ...args) => {
  // The addon is loaded by the first probe.
  process.env['RXICMP_ADDON'] = file!;
  return prepareSweep(...args);
};
