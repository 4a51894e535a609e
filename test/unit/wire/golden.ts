import { readFileSync } from 'node:fs';
import type { PointerSize } from '../../../src/wire/layout.ts';
import type { EchoReplyRecord, Icmpv6EchoReplyRecord, IpOptionInformation } from '../../../src/wire/records.ts';

/** A buffer as the system writes it, spelled out field by field, and what it says. Byte strings are hexadecimal. */
interface Golden {
  readonly buffer: Uint8Array;
  /** Why our encoder would not make these bytes; undefined when it must. */
  readonly notOurs?: string;
}

interface GoldenMemory extends Golden {
  readonly pointerSize: PointerSize;
  readonly base: number;
}

export const goldenReplies = (name: string) =>
  read<GoldenMemory & { readonly count?: number; readonly records: readonly EchoReplyRecord[] }>(name);

export const goldenIcmpv6 = (name: string) =>
  read<Golden & { readonly requestSize: number; readonly record: Icmpv6EchoReplyRecord }>(name);

export const goldenOptions = (name: string) => read<GoldenMemory & { readonly information: IpOptionInformation }>(name);

function read<T>(name: string): T {
  const text = readFileSync(new URL(`../../golden/${name}.json`, import.meta.url), 'utf8');
  const golden = JSON.parse(text, (key, value: unknown) => {
    if (key === 'data' || key === 'optionsData') return fromHex(value as string);
    return key === 'base' ? Number(value) : value;
  }) as { bytes: [field: string, hex: string][] };
  return { ...golden, buffer: fromHex(golden.bytes.map(([, hex]) => hex).join(' ')) } as T;
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.split(' ').filter(Boolean), (octet) => Number.parseInt(octet, 16));
}
