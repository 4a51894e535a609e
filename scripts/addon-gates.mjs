// What an addon must be to be published: it is made for the machine that its path names, needs nothing that such a
// machine lacks, exports only what Node looks for, and reveals nothing of the machine that built it.
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildError, root } from './compiler.mjs';

const OLDEST_GLIBC = [2, 28];
const EXPORTS = ['napi_register_module_v1', 'node_api_module_get_api_version_v1'];
/**
 * On macOS zig exports operators new and delete too. There a name belongs to a library, so nothing else binds to them.
 */
const ALSO_ON_DARWIN = /^(_Z(n|d)[wal]\w*|__dso_handle|_mh_dylib_header)$/;
const MACHINES = {
  linux: { x64: 'EM_X86_64', arm64: 'EM_AARCH64' },
  darwin: { x64: 'X86-64', arm64: 'Arm64' },
  win32: { x64: 'IMAGE_FILE_MACHINE_AMD64', ia32: 'IMAGE_FILE_MACHINE_I386', arm64: 'IMAGE_FILE_MACHINE_ARM64' },
};

/** The system's own libraries, which each machine has. */
const LIBRARIES = {
  glibc: /^(lib(c|m)\.so\.6|libpthread\.so\.0|libdl\.so\.2|ld-linux-(x86-64\.so\.2|aarch64\.so\.1))$/,
  musl: /^libc\.so$/,
  darwin: /^(\/usr\/lib\/libSystem\.B\.dylib|rxicmp\.node)$/,
  // Those of arm64 import what is newer than msvcrt from parts of the same library, and node's functions by the name node.exe.
  win32: /^(kernel32|msvcrt|ws2_32)\.dll$/i,
  'win32-arm64': /^(kernel32|ws2_32|advapi32|ntdll|api-ms-win-crt-[a-z]+-l1-1-0)\.dll$|^node\.exe$/i,
};

/** @param path from the root of the package. @returns what is wrong with it, a line each. */
export function addonProblems(folder, path) {
  const [, platform, arch, libc] = /^prebuilds\/([a-z\d]+)-([a-z\d]+)\/node\.napi(?:\.(\w+))?\.node$/.exec(path);
  const file = join(folder, path);
  const problems = [];

  const headers = llvm('readobj', ['--file-headers', file]);
  const machine = /^ *(?:Machine|CpuType): (\S+)/m.exec(headers)?.[1];
  if (machine !== MACHINES[platform]?.[arch]) problems.push(`is for ${machine}`);

  const allowed = LIBRARIES[`${platform}-${arch}`] ?? LIBRARIES[libc ?? platform];
  const needed = /NeededLibraries \[\n([^\]]*)\]/.exec(llvm('readobj', ['--needed-libs', file]))?.[1] ?? '';
  for (const library of needed.split('\n').map((line) => line.trim().split(' ')[0])) {
    if (library !== '' && !allowed.test(library)) problems.push(`needs ${library}`);
  }

  const versions = platform === 'linux' ? llvm('readobj', ['--version-info', file]) : '';
  for (const [version, major, minor] of [...new Set(versions.match(/GLIBC_\d+\.\d+/g))].map(parts)) {
    if (major > OLDEST_GLIBC[0] || (major === OLDEST_GLIBC[0] && minor > OLDEST_GLIBC[1]))
      problems.push(`needs ${version}`);
  }

  const exported = exportsOf(platform, file).filter(
    (name) => !EXPORTS.includes(name) && !(platform === 'darwin' && ALSO_ON_DARWIN.test(name)),
  );
  if (exported.length > 0) problems.push(`exports ${exported.join(', ')}`);

  const text = readFileSync(file, 'latin1');
  for (const place of [root, homedir()]) if (text.includes(place)) problems.push(`names ${place}`);
  return problems.map((problem) => `${path} ${problem}`);
}

const parts = (version) => [version, ...version.slice('GLIBC_'.length).split('.').map(Number)];

function exportsOf(platform, file) {
  if (platform === 'win32') {
    return [...llvm('readobj', ['--coff-exports', file]).matchAll(/^ *Name: (\S+)/gm)].map(([, name]) => name);
  }
  const flags = platform === 'linux' ? ['-D', '--defined-only'] : ['-g', '--defined-only'];
  const names = llvm('nm', [...flags, file])
    .trimEnd()
    .split('\n');
  return names.map((line) => line.split(' ').at(-1)).map((name) => (platform === 'darwin' ? name.slice(1) : name));
}

/** It reads the files of all systems. Debian has it by a name with its version too. */
function llvm(name, args) {
  const names = [`llvm-${name}`, ...Array.from({ length: 11 }, (_, i) => `llvm-${name}-${24 - i}`)];
  for (const command of names) {
    const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
    if (error !== undefined) continue;
    if (status !== 0) throw new BuildError(`package: ${command} cannot read ${args.at(-1)}. ${stderr}`);
    return stdout;
  }
  throw new BuildError(`package: there is no llvm-${name} (apt-get install llvm-14).`);
}
