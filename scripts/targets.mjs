// What the native part is made of: one table for the host build, the sanitizer run and cross builds.
import { join } from 'node:path';
import { BuildError, headerFolders } from './compiler.mjs';

/** Flags for every source, whatever it becomes part of. */
export const commonFlags = ['-std=c++20', '-fno-exceptions', '-fno-rtti', '-pthread', '-Wall', '-Wextra', '-Werror'];

/** Flags for an object of the addon: Node-API, position independent, only the module's entry visible. */
const addonFlags = [
  '-O2',
  '-fPIC',
  '-fvisibility=hidden',
  '-DNAPI_VERSION=8',
  '-DNODE_ADDON_API_DISABLE_DEPRECATED',
  '-DNAPI_DISABLE_CPP_EXCEPTIONS',
  // A worker that is being terminated can take no exception. Without this, node-addon-api would abort the process.
  '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
  '-DNODE_GYP_MODULE_NAME=rxicmp',
];

/** The sources that every engine has; a system's own stand in `systems`. */
const common = ['completion_writer.cc'];

/** The sources of the engine that every POSIX system has. */
const posix = [
  ...common,
  'posix/backend.cc',
  'posix/egress.cc',
  'posix/engine.cc',
  'posix/engine_callers.cc',
  'posix/engine_receive.cc',
  'posix/engine_send.cc',
  'posix/extension.cc',
  'posix/name_lookup.cc',
  'posix/packet.cc',
];

/**
 * Each operating system that the addon is built for: the sources of its engine, how the addon is linked, and what it
 * takes beyond that.
 */
const systems = {
  linux: {
    engine: [
      ...posix,
      'posix/linux_control.cc',
      'posix/linux_departures.cc',
      'posix/linux_error_queue.cc',
      'posix/linux_filters.cc',
      'posix/linux_interfaces.cc',
      'posix/linux_socket.cc',
      'posix/linux_system.cc',
    ],
    // The C++ runtime is linked in and kept to ourselves: the one that node was built with may be older.
    link: ['-shared', '-pthread', '-static-libstdc++', '-static-libgcc', '-Wl,--exclude-libs,ALL', '-s'],
  },
  darwin: {
    engine: [
      ...posix,
      'posix/darwin_broadcasts.cc',
      'posix/darwin_interfaces.cc',
      'posix/darwin_socket.cc',
      'posix/darwin_system.cc',
    ],
    link: ['-shared', '-undefined', 'dynamic_lookup'],
  },
  win32: {
    engine: [
      ...common,
      'win32/backend.cc',
      'win32/call.cc',
      'win32/credit.cc',
      'win32/delay_load.cc',
      'win32/engine.cc',
      'win32/engine_callers.cc',
      'win32/engine_send.cc',
      'win32/engine_sync.cc',
      'win32/icmp_api.cc',
      'win32/name_lookup.cc',
      'win32/reply_reader.cc',
    ],
    compile: ['-DNOMINMAX', '-D_WIN32_WINNT=0x0A00', '-D_CRT_RAND_S'],
    // Self-contained: what is imported is the system's, and node's by the name of whatever program loads the addon.
    link: ['-shared', '-static', '-s', '-Wl,--exclude-all-symbols', '-ldelayimp', '-lws2_32'],
    prefixes: { x64: 'x86_64-w64-mingw32', ia32: 'i686-w64-mingw32' },
  },
};

/** The sources of an operating system's engine, without the addon around it. */
export function engineSources(platform) {
  if (!(platform in systems)) throw new BuildError(`rxicmp: there is no native engine for ${platform}.`);
  return systems[platform].engine.map((name) => join('native', name));
}

/** This machine, and the C library of the program that runs us, as the loader of the addon sees them. */
export function host() {
  const { platform, arch } = process;
  const isMusl = () => process.report.getReport().sharedObjects.some((path) => path.includes('musl'));
  const libc = platform === 'linux' ? (isMusl() ? 'musl' : 'glibc') : null;
  return { platform, arch, libc };
}

/**
 * What a release contains: each with what zig calls it, or null where mingw-w64 is the compiler. Node's own oldest glibc is
 * 2.28, its oldest macOS 11.
 */
export const released = [
  { platform: 'linux', arch: 'x64', libc: 'glibc', zig: 'x86_64-linux-gnu.2.28' },
  { platform: 'linux', arch: 'x64', libc: 'musl', zig: 'x86_64-linux-musl' },
  { platform: 'linux', arch: 'arm64', libc: 'glibc', zig: 'aarch64-linux-gnu.2.28' },
  { platform: 'linux', arch: 'arm64', libc: 'musl', zig: 'aarch64-linux-musl' },
  { platform: 'darwin', arch: 'x64', libc: null, zig: 'x86_64-macos.11.0' },
  { platform: 'darwin', arch: 'arm64', libc: null, zig: 'aarch64-macos.11.0' },
  { platform: 'win32', arch: 'x64', libc: null, zig: null },
  { platform: 'win32', arch: 'ia32', libc: null, zig: null },
  { platform: 'win32', arch: 'arm64', libc: null, zig: 'aarch64-windows-gnu' },
];

/**
 * The same target as `target` makes, for zig. zig links its C++ library in by itself. Its warnings differ from those
 * of the compiler that checks the sources.
 */
export function targetOfZig({ zig, ...machine }) {
  const made = target(machine);
  const { platform } = machine;
  const links = {
    // The operators new and delete of the C++ library are ours alone too.
    linux: ['-shared', '-pthread', '-Wl,--gc-sections', '-Wl,--version-script=scripts/addon.map', '-s'],
    darwin: ['-shared', '-undefined', 'dynamic_lookup', '-Wl,-dead_strip', '-Wl,-install_name,rxicmp.node', '-s'],
    // It cannot delay an import: node's functions come from a program with the name node.exe.
    win32: ['-shared', '-s', '-lws2_32'],
  };
  return {
    ...made,
    sources: made.sources.filter((source) => !source.endsWith('delay_load.cc')),
    folder: `${made.folder}-zig`,
    compileFlags: [
      '-target',
      zig,
      ...made.compileFlags.filter((flag) => !['-Wall', '-Wextra', '-Werror'].includes(flag)),
      '-w',
      '-g0',
      // Nobody has measured their speed, and the package should stay small.
      ...(platform === 'linux' ? [] : ['-Os']),
      ...(platform === 'darwin' ? ['-isystem', join('scripts', 'darwin')] : []),
    ],
    linkFlags: ['-target', zig, '-O2', '-g0', '-w', ...links[platform]],
    prefix: null,
  };
}

/** Everything that it takes to build the addon for one machine. The loader knows the file by its name. */
export function target({ platform, arch, libc }) {
  const own = ['addon.cc', 'name_resolver.cc', 'no_demangler.cc'].map((name) => join('native', name));
  const { compile = [], link, prefixes } = systems[platform];
  const triple = [platform, arch, libc].filter(Boolean).join('-');
  return {
    sources: [...own, ...engineSources(platform)],
    folder: join('build', triple),
    compileFlags: [
      ...commonFlags,
      ...addonFlags,
      ...compile,
      // Few machines run 32-bit Windows, and with the C++ library in it this addon would be the largest.
      ...(arch === 'ia32' ? ['-Os'] : []),
      ...headerFolders().flatMap((folder) => ['-isystem', folder]),
    ],
    linkFlags: link,
    /** What the names of its cross tools begin with; null when this machine builds for itself. */
    prefix: prefixes?.[arch] ?? null,
    output: join('prebuilds', `${platform}-${arch}`, ['node', 'napi', libc, 'node'].filter(Boolean).join('.')),
  };
}
