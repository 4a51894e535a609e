import { addressText } from './address.ts';
import { ECHO_REPLY, ECHO_REQUEST, PROTOCOL, parseEcho } from './icmp.ts';
import { parseIp, type IpPacket } from './ip.ts';
import { libc } from './libc.ts';

const AF_PACKET = 17;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const ETH_P_ALL = 0x0003;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const SIOCGSTAMPNS = 0x8907;
const PACKET_OUTGOING = 4;

/** An echo request, and the first answer that came to it, as the kernel stamped them: nanoseconds of the wall clock. */
export interface WitnessedEcho {
  readonly destination: string;
  readonly sentAt: bigint;
  /** A reply, or an error that quotes the request. */
  readonly answeredAt: bigint | null;
}

/** Sees every packet on every interface of this thread's namespace, with the kernel's own stamp. Needs root. */
export class Witness {
  private readonly fd: number;

  constructor() {
    const { socket, setsockopt, errno } = libc();
    this.fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK, (ETH_P_ALL & 0xff) << 8);
    if (this.fd < 0) throw new Error(`socket(AF_PACKET): errno ${errno()}`);
    if (setsockopt(this.fd, SOL_SOCKET, SO_RCVBUFFORCE, new Uint8Array(new Int32Array([32 << 20]).buffer), 4) !== 0) {
      throw new Error(`setsockopt(SO_RCVBUFFORCE): errno ${errno()}`);
    }
    // The kernel begins to keep stamps when it is asked for one for the first time.
    this.stamp();
  }

  /** The echo requests that have left since it was last asked, in their order. */
  echoes(): readonly WitnessedEcho[] {
    const packet = new Uint8Array(65_536);
    const from = new Uint8Array(20);
    const seen: (WitnessedEcho & { answeredAt: bigint | null })[] = [];
    const open = new Map<string, WitnessedEcho & { answeredAt: bigint | null }>();
    for (;;) {
      const fromLength = new Uint8Array(new Uint32Array([from.length]).buffer);
      const length = libc().recvfrom(this.fd, packet, packet.length, 0, from, fromLength);
      if (length < 0) return seen;
      const stamp = this.stamp();
      const ip = parseIp(packet.slice(0, length));
      if (ip === null || ip.protocol !== PROTOCOL[ip.family] || stamp === null) continue;
      const isRequest = ip.payload[0] === ECHO_REQUEST[ip.family];
      const isReply = ip.payload[0] === ECHO_REPLY[ip.family];
      const echo = parseEcho(isRequest || isReply ? ip.payload : quotedBy(ip));
      if (echo === null) continue;
      const key = `${echo.identifier} ${echo.sequence}`;
      if (from[10] !== PACKET_OUTGOING) {
        const one = open.get(key);
        if (one !== undefined) one.answeredAt ??= stamp;
      } else if (isRequest) {
        const one = { destination: addressText(ip.destination), sentAt: stamp, answeredAt: null };
        seen.push(one);
        open.set(key, one);
      }
    }
  }

  close(): void {
    libc().close(this.fd);
  }

  /** When the packet that was last received passed the interface. */
  private stamp(): bigint | null {
    const time = new Uint8Array(16);
    if (libc().ioctl(this.fd, SIOCGSTAMPNS, time) !== 0) return null;
    const [seconds, nanoseconds] = new BigInt64Array(time.buffer) as unknown as [bigint, bigint];
    return seconds * 1_000_000_000n + nanoseconds;
  }
}

/** The message in the packet that an ICMP error quotes. */
function quotedBy({ family, payload }: IpPacket): Uint8Array {
  const header = family === 6 ? 40 : ((payload[8] ?? 0) & 0xf) * 4;
  return payload.subarray(8 + header);
}
