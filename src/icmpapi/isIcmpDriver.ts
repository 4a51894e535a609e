import type { IcmpDriver } from './icmpapi.ts';

const METHODS = ['now', 'createFile', 'sendEcho2Ex', 'closeHandle', 'diagnose'] as const;

/** Whether a value has the members of a driver that probing needs. */
export function isIcmpDriver(value: unknown): value is IcmpDriver {
  if (typeof value !== 'object' || value === null) return false;
  const driver = value as Partial<IcmpDriver>;
  if (METHODS.some((name) => typeof driver[name] !== 'function')) return false;
  const { features } = driver;
  return typeof features === 'object' && features !== null && typeof features.has === 'function';
}
