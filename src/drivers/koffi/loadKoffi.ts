import type { KoffiFunc, TypeObject } from 'koffi';
import { firstLine } from '../firstLine.ts';
import { forbiddenFix } from '../forbiddenFix.ts';
import { loadError } from '../loadError.ts';
import { nativeRequire } from '../nativeRequire.ts';

/** As much of koffi as the driver uses. */
export interface Koffi {
  load(path: string): { func(definition: string): KoffiFunc<(...values: never[]) => unknown> };
  proto(definition: string): TypeObject;
  pointer(type: TypeObject): TypeObject;
  struct(fields: Readonly<Record<string, string>>): TypeObject;
  register(callback: (...values: never[]) => void, type: TypeObject): bigint;
  decode(pointer: unknown, type: TypeObject): unknown;
  alloc(type: string, length: number): bigint;
  free(pointer: bigint): void;
  view(pointer: bigint, length: number): ArrayBuffer;
}

/**
 * Loads koffi, on first use and not before: it is an optional dependency.
 * @throws `IcmpError` with `ERR_ICMP_NO_DRIVER` that says what was missing.
 */
export function loadKoffi(): Koffi {
  try {
    return nativeRequire('koffi') as Koffi;
  } catch (error) {
    const fix = 'install it with its binary for this platform: npm install koffi --include=optional.';
    throw loadError('koffi does not load', firstLine(error), forbiddenFix(error) ?? fix);
  }
}
