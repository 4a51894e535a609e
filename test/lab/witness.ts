import { addressText } from './address.ts';
import { ECHO_REPLY, ECHO_REQUEST, PROTOCOL, parseEcho } from './icmp.ts';
import { parseIp } from './ip.ts';
import { libc } from './libc.ts';

const AF_PACKET = 17;
const SOCK_DGRAM = 2;
const SOCK_NONBLOCK = 0o4000;
const ETH_P_ALL = 0x0003;
const SOL_SOCKET = 1;
const SO_RCVBUFFORCE = 33;
const SIOCGSTAMPNS = 0x8907;
const PACKET_OUTGOING = 4;

/** An echo request and its reply as the kernel stamped them: nanoseconds of the wall clock. */
export interface WitnessedEcho {
  readonly destination: string;
  readonly sentAt: bigint;
  readonly repliedAt: bigint | null;
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
    // The first time that it is asked for a stamp the kernel begins to keep them.
    this.stamp();
  }

  /** The echo requests that have left since it was last asked, in their order. */
  echoes(): readonly WitnessedEcho[] {
    const packet = new Uint8Array(65_536);
    const from = new Uint8Array(20);
    const seen: (WitnessedEcho & { repliedAt: bigint | null })[] = [];
    const open = new Map<string, WitnessedEcho & { repliedAt: bigint | null }>();
    for (;;) {
      const fromLength = new Uint8Array(new Uint32Array([from.length]).buffer);
      const length = libc().recvfrom(this.fd, packet, packet.length, 0, from, fromLength);
      if (length < 0) return seen;
      const stamp = this.stamp();
      const ip = parseIp(packet.slice(0, length));
      const echo = ip === null || ip.protocol !== PROTOCOL[ip.family] ? null : parseEcho(ip.payload);
      if (ip === null || echo === null || stamp === null) continue;
      const key = `${echo.identifier} ${echo.sequence}`;
      if (from[10] === PACKET_OUTGOING && ip.payload[0] === ECHO_REQUEST[ip.family]) {
        const one = { destination: addressText(ip.destination), sentAt: stamp, repliedAt: null };
        seen.push(one);
        open.set(key, one);
      } else if (from[10] !== PACKET_OUTGOING && ip.payload[0] === ECHO_REPLY[ip.family]) {
        const one = open.get(key);
        if (one !== undefined) one.repliedAt ??= stamp;
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
