import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Patience, type PatientlyEnded, runPatiently } from '../runPatiently.ts';
import { root } from './bundle.ts';
import { type WineLane, wineCache, wineLane, type WineName } from './lanes.ts';

export interface WineRun {
  /** Version of node.exe, or the path of another program. */
  readonly node: string | { readonly program: string };
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds that it may write nothing to standard output; asked again and again. 30,000 when left out. */
  readonly patience?: Patience;
}

/**
 * A Windows of one test file, in the network namespace that the file's process is in when it first runs something: Wine
 * opens its sockets where its wineserver was started.
 */
export class Wine {
  readonly lane: WineLane & { readonly nodePath: string };
  readonly #home: string;
  #runs = 0;

  constructor(name: WineName) {
    this.lane = wineLane(name);
    const homes = join(wineCache, 'runs');
    mkdirSync(homes, { recursive: true });
    removeLeftovers(homes);
    this.#home = join(homes, `${process.pid}-${name}`);
    rmSync(this.#home, { recursive: true, force: true });
    // Hundreds of megabytes, of which only the registry changes.
    execFileSync('cp', ['-al', this.lane.prefix, this.#home]);
    for (const hive of readdirSync(this.#home).filter((entry) => entry.endsWith('.reg'))) {
      const content = readFileSync(join(this.#home, hive));
      rmSync(join(this.#home, hive));
      writeFileSync(join(this.#home, hive), content);
    }
  }

  /** Runs a program to its end, and ends the Windows that it ran on: after a crash its ICMP may be stuck for good. */
  async node({ node, args, env = {}, patience = () => 30_000 }: WineRun): Promise<PatientlyEnded> {
    const exe = typeof node === 'string' ? this.lane.nodes[node] : node.program;
    if (exe === undefined) throw new Error(`there is no such node.exe, but ${Object.keys(this.lane.nodes).join()}`);
    const folder = join(this.#home, `run${this.#runs++}`);
    mkdirSync(folder);
    try {
      const options = { folder, env: { ...this.#env(), ...env }, patience };
      return await runPatiently(this.#command('wine', exe, ...args), options);
    } finally {
      this.#kill();
    }
  }

  /**
   * The environment in which the drivers call an iphlpapi.dll whose requests by event are safe (events/events.c). Made
   * on first use.
   */
  safeEvents(): Readonly<Record<string, string>> {
    const dll = join(this.#home, 'events.dll');
    const sources = ['events.c', 'events.def'].map((name) => join(root, 'test/wine/events', name));
    const flags = ['-O2', '-s', '-shared', '-Wall', '-Wextra', '-Werror'];
    if (!existsSync(dll)) execFileSync('x86_64-w64-mingw32-gcc-posix', [...flags, '-o', dll, ...sources]);
    return { RXICMP_TEST_IPHLPAPI: windowsPath(dll) };
  }

  /** Takes its files away. */
  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }

  #kill(): void {
    const [command, ...rest] = this.#command('wineserver', '-k');
    try {
      execFileSync(command!, rest, { env: this.#env(), stdio: 'ignore' });
    } catch {
      // There is no wineserver any more.
    }
  }

  #command(...command: readonly string[]): readonly string[] {
    const { root: chroot } = this.lane;
    if (chroot === null) return command;
    return ['unshare', '-m', join(root, 'scripts/enter-root.sh'), chroot, `${root}:${wineCache}`, ...command];
  }

  #env(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      WINEPREFIX: this.#home,
      WINEDEBUG: '-all',
      // Without its debugger a crash ends the process at once, with exit code 5.
      WINEDLLOVERRIDES: 'winedbg.exe=d;winemenubuilder.exe=d;mscoree=d;mshtml=d',
      // Where koffi's binary for Windows is.
      NODE_PATH: windowsPath(this.lane.nodePath),
    };
  }
}

/** The path under which Windows sees a file of this system. */
function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

/** Removes what a killed process left. */
function removeLeftovers(homes: string): void {
  for (const home of readdirSync(homes)) {
    try {
      process.kill(parseInt(home, 10), 0);
    } catch {
      rmSync(join(homes, home), { recursive: true, force: true });
    }
  }
}
