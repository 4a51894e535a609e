import { addressBytes } from './address.ts';
import { PROTOCOL } from './icmp.ts';
import { libc } from './libc.ts';
import { parseIp } from './ip.ts';

const FAMILY = { 4: 2, 6: 10 } as const;
const SOCK_RAW = 3;
const SOCK_NONBLOCK = 0o4000;

/** An ICMP message and who sent it. */
export interface Received {
  readonly message: Uint8Array;
  readonly source: Uint8Array;
}

/** A raw ICMP socket by way of the C library: it observes the lab without the library under test. */
export class RawSocket {
  readonly family: 4 | 6;
  private readonly fd: number;

  constructor(family: 4 | 6) {
    const { socket, errno } = libc();
    this.family = family;
    this.fd = socket(FAMILY[family], SOCK_RAW | SOCK_NONBLOCK, PROTOCOL[family]);
    if (this.fd < 0) throw new Error(`socket: errno ${errno()}`);
  }

  /** @returns 0, or the errno. The kernel fills in an ICMPv6 checksum, not an ICMPv4 one. */
  send(destination: string, message: Uint8Array): number {
    const address = new Uint8Array(this.family === 4 ? 16 : 28);
    new Uint16Array(address.buffer, 0, 1)[0] = FAMILY[this.family];
    address.set(addressBytes(destination), this.family === 4 ? 4 : 8);
    const { sendto, errno } = libc();
    return sendto(this.fd, message, message.length, 0, address, address.length) < 0 ? errno() : 0;
  }

  /** Reads until `accept` takes a message; null when it took none for `patience` milliseconds. */
  async receive(accept: (message: Uint8Array) => boolean, patience: number): Promise<Received | null> {
    const buffer = new Uint8Array(65_536);
    const address = new Uint8Array(28);
    for (const end = performance.now() + patience; performance.now() < end;) {
      const addressLength = new Uint8Array(new Uint32Array([address.length]).buffer);
      const length = libc().recvfrom(this.fd, buffer, buffer.length, 0, address, addressLength);
      if (length < 0) {
        await new Promise((resolve) => setImmediate(resolve));
        continue;
      }
      const bytes = buffer.slice(0, length);
      // Only an IPv4 socket delivers the IP header as well.
      const message = this.family === 4 ? parseIp(bytes)?.payload : bytes;
      if (message === undefined || !accept(message)) continue;
      return { message, source: this.family === 4 ? address.slice(4, 8) : address.slice(8, 24) };
    }
    return null;
  }

  close(): void {
    libc().close(this.fd);
  }
}
