import type { EchoCompletion } from './icmpapi.ts';
import { mistake } from './mistake.ts';

/** @throws `IcmpArgumentError` unless `onCompletion` is a function. */
export function checkCallback(onCompletion: (completion: EchoCompletion) => void): void {
  if (typeof onCompletion === 'function') return;
  throw mistake('onCompletion', onCompletion, 'a function', 'pass a function that takes completions.');
}
