import { addressText } from './address.ts';
import type { IpPacket } from './ip.ts';

interface Partial {
  readonly parts: Map<number, Uint8Array>;
  received: number;
  total: number | null;
}

/** Packets that may be incomplete at once; the oldest makes room. */
const LIMIT = 256;

/** Puts fragments together, in any order. Overlapping fragments, which no kernel sends, never complete. */
export class Reassembly {
  private readonly partials = new Map<string, Partial>();

  /** @returns the whole packet, or null while a part of it is missing. */
  add(packet: IpPacket): IpPacket | null {
    if (packet.fragmentOffset === 0 && !packet.moreFragments) return packet;
    const key = `${addressText(packet.source)}>${addressText(packet.destination)}#${packet.id}/${packet.protocol}`;
    const partial = this.partials.get(key) ?? this.open(key);
    if (!partial.parts.has(packet.fragmentOffset)) {
      partial.parts.set(packet.fragmentOffset, packet.payload.slice());
      partial.received += packet.payload.length;
    }
    if (!packet.moreFragments) partial.total = packet.fragmentOffset + packet.payload.length;
    if (partial.received !== partial.total) return null;
    this.partials.delete(key);
    const payload = new Uint8Array(partial.total);
    for (const [at, part] of partial.parts) payload.set(part, at);
    return { ...packet, payload, fragmentOffset: 0, moreFragments: false };
  }

  private open(key: string): Partial {
    for (const oldest of this.partials.keys()) {
      if (this.partials.size < LIMIT) break;
      this.partials.delete(oldest);
    }
    const partial: Partial = { parts: new Map(), received: 0, total: null };
    this.partials.set(key, partial);
    return partial;
  }
}
