import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { LabNetwork } from './labNetwork.ts';
import { libc } from './libc.ts';
import type { TunCommand, TunResult, TunWorkerData } from './tunProtocol.ts';

// A thread of its own, and a loop without Node's event loop: an answer leaves when it is due, within some 50
// microseconds, whatever the thread under test is doing.

const { tun, wake, mtu } = workerData as TunWorkerData;
const { read, write, ppoll, sched_setscheduler } = libc();
const network = new LabNetwork(mtu);
const packet = new Uint8Array(65_536);
const POLLIN = 1;

/** Reads what the device has, but only so many packets that answers are not held up. */
function receive(): 'all' | 'more' {
  for (let i = 0; i < 64; i++) {
    const length = read(tun, packet, packet.length);
    if (length <= 0) return 'all';
    network.receive(packet.subarray(0, length), now());
  }
  return 'more';
}

function send(): void {
  while (network.agenda.due <= now()) {
    for (const bytes of network.agenda.take()) {
      if (write(tun, bytes, bytes.length) < 0) throw new Error(`the TUN device refused a packet: ${bytes.join(' ')}`);
    }
  }
}

/** @returns false when it is time to end. */
function obey(): boolean {
  for (let got = receiveMessageOnPort(parentPort!); got !== undefined; got = receiveMessageOnPort(parentPort!)) {
    const { id, command } = got.message as { readonly id: number; readonly command: TunCommand };
    // Packets that left before the command was given are taken first, so that `seen` tells all of them.
    while (receive() === 'more') send();
    if (command.type === 'setHosts') network.setHosts(command.hosts, command.routers);
    if (command.type === 'play') network.play(command.scenario);
    const value = command.type === 'seen' ? network.seen(command.address) : null;
    parentPort!.postMessage({ id, value } satisfies TunResult);
    if (command.type === 'close') return false;
  }
  return true;
}

/** Sleeps until a packet or a command comes or an answer is due. Never for long: a terminated worker must notice. */
function sleep(): void {
  const fds = new Uint8Array(new Int32Array([tun, POLLIN, wake, POLLIN]).buffer);
  const nanoseconds = BigInt(Math.floor(Math.max(0, Math.min(50, network.agenda.due - now())) * 1e6));
  ppoll(fds, 2, new Uint8Array(new BigInt64Array([0n, nanoseconds]).buffer), null);
  read(wake, packet, 8);
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

// A busy machine must not slow the network down. Without real-time priority it may.
const SCHED_FIFO = 1;
const SCHED_RESET_ON_FORK = 0x4000_0000;
sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, new Uint8Array(new Int32Array([1]).buffer));

for (let running = true; running;) {
  const received = receive();
  send();
  running = obey();
  if (running && received === 'all') sleep();
}
