// Preloaded into a process of Node, which may then open neither netlink nor UNIX sockets: like a service with
// RestrictAddressFamilies=AF_INET AF_INET6 in systemd.
import koffi from 'koffi';

const SOCKET = { x64: 41, arm64: 198 }[process.arch];
const [AF_UNIX, AF_NETLINK, EAFNOSUPPORT] = [1, 16, 97];
const [LOAD, JUMP_IF_EQUAL, RETURN] = [0x20, 0x15, 0x06];
const [NUMBER, FIRST_ARGUMENT] = [0, 16];
const [ALLOW, ERRNO] = [0x7fff_0000, 0x0005_0000];
const [PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER] = [38, 22, 2];

/** Code, jumps when true and when false, and a constant: each instruction is 8 bytes. */
const program = [
  [LOAD, 0, 0, NUMBER],
  [JUMP_IF_EQUAL, 0, 4, SOCKET],
  [LOAD, 0, 0, FIRST_ARGUMENT],
  [JUMP_IF_EQUAL, 1, 0, AF_UNIX],
  [JUMP_IF_EQUAL, 0, 1, AF_NETLINK],
  [RETURN, 0, 0, ERRNO | EAFNOSUPPORT],
  [RETURN, 0, 0, ALLOW],
];
const instructions = Buffer.alloc(8 * program.length);
program.forEach(([code, whenTrue, whenFalse, constant], i) => {
  instructions.writeUInt16LE(code, 8 * i);
  instructions.writeUInt8(whenTrue, 8 * i + 2);
  instructions.writeUInt8(whenFalse, 8 * i + 3);
  instructions.writeUInt32LE(constant, 8 * i + 4);
});
const header = Buffer.alloc(16);
header.writeUInt16LE(program.length, 0);
header.writeBigUInt64LE(koffi.address(instructions), 8);

const prctl = koffi.load(null).func('int prctl(int option, uintptr_t a, void *b, uintptr_t c, uintptr_t d)');
if (prctl(PR_SET_NO_NEW_PRIVS, 1, null, 0, 0) !== 0 || prctl(PR_SET_SECCOMP, FILTER, header, 0, 0) !== 0) {
  throw new Error('this process may set no filter of system calls');
}
