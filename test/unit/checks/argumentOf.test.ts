import { IcmpArgumentError, IcmpError } from 'rxicmp';
import { describe, expect, it } from 'vitest';
import { argumentOf } from '../../../src/checks/argumentOf.ts';

describe('argumentOf', () => {
  it('names what an argument error is about', () => {
    expect(argumentOf(new IcmpArgumentError('ttl', 0, 'more', 'pass 1.'))).toBe('ttl');
  });

  it('knows an argument error of another copy of the package, by its code', () => {
    const error = Object.assign(new Error('ttl is 0.'), { code: 'ERR_ICMP_ARGUMENT', argument: 'ttl' });
    expect(argumentOf(error)).toBe('ttl');
  });

  it('is null for every other error, and for what is none', () => {
    expect(argumentOf(new IcmpError('ERR_ICMP_SYSTEM', 'no.'))).toBe(null);
    expect(argumentOf(Object.assign(new Error('no.'), { code: 'EACCES', argument: 'ttl' }))).toBe(null);
    expect(argumentOf({ code: 'ERR_ICMP_ARGUMENT', argument: 'ttl' })).toBe(null);
    expect(argumentOf(null)).toBe(null);
  });
});
