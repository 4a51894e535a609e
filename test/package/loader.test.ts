import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const AGAIN = 'remove node_modules/rxicmp and install it again';

interface Installed {
  readonly folder: string;
  /** This machine's addon in it. */
  readonly addon: string;
  /** That of the other C library; there is none. */
  readonly other: string;
  diagnose(env?: NodeJS.ProcessEnv): { code: number | null; stdout: string; stderr: string };
}

/** The package as it is after an install: what was built, with the addon for this machine. */
function installed(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'rxicmp-installed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['package.json', 'dist/cli']) cpSync(join(root, name), join(folder, name), { recursive: true });
  const report = addonFile();
  const own = `prebuilds/${process.platform}-${process.arch}`;
  mkdirSync(join(folder, own), { recursive: true });
  const addon = join(folder, own, report.slice(report.lastIndexOf('/') + 1));
  cpSync(report, addon);
  const other = addon.replace('glibc', '!').replace('musl', 'glibc').replace('!', 'musl');
  const diagnose = (env: NodeJS.ProcessEnv = {}) => {
    const options = { cwd: folder, encoding: 'utf8', env: { ...process.env, ...env } } as const;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(folder, 'dist/cli/main.js'), 'diagnose'],
      options,
    );
    return { code: status, stdout, stderr };
  };
  return { folder, addon, other, diagnose };
}

function addonFile(): string {
  const { stdout } = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), 'diagnose', '--json'], {
    encoding: 'utf8',
  });
  return (JSON.parse(stdout.split('\n')[0]!) as { native: { file: string } }).native.file;
}

describe.runIf(process.platform === 'linux')('the loader of the addon', () => {
  it('tells which file it has loaded', () => {
    const { addon, diagnose } = installed();
    expect(diagnose()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Native addon: ${addon}\n`) as unknown,
    });
  });

  it('takes that of the other C library where its own does not load, and tells why not', () => {
    const { addon, other, diagnose } = installed();
    cpSync(addon, other);
    writeFileSync(addon, 'not this one');
    const { code, stdout } = diagnose();
    expect(code).toBe(0);
    expect(stdout).toContain(`Native addon: ${other}\nNot loaded: ${addon}: the file is no library\n`);
  });

  it('takes the file that RXICMP_ADDON names, and no other one', () => {
    const { folder, addon, diagnose } = installed();
    const mine = join(folder, 'mine.node');
    renameSync(addon, mine);
    expect(diagnose({ RXICMP_ADDON: 'mine.node' }).stdout).toContain(`Native addon: ${mine}\n`);
    renameSync(mine, addon);
    const { code, stderr } = diagnose({ RXICMP_ADDON: mine });
    expect(code).toBe(2);
    expect(stderr).toContain(
      `${mine}: is not there. Fix: let RXICMP_ADDON name an addon for this machine, or unset it.`,
    );
  });

  const damaged: readonly [what: string, damage: (addon: string) => void, reason: RegExp, fix: string][] = [
    ['is missing', (addon) => rmSync(addon), /: is not there; /, `${AGAIN}, or run \`npm run build\``],
    [
      'is cut off in the middle',
      (addon) => truncateSync(addon, readFileSync(addon).length >> 1),
      /the file is cut off: it has \d+ bytes of \d+/,
      AGAIN,
    ],
    [
      'lacks its last byte',
      (addon) => truncateSync(addon, readFileSync(addon).length - 1),
      /the file is cut off/,
      AGAIN,
    ],
    ['is empty', (addon) => truncateSync(addon, 0), /the file is no library/, AGAIN],
    [
      'is for another processor',
      (addon) => {
        const bytes = readFileSync(addon);
        bytes.writeUInt16LE(process.arch === 'arm64' ? 62 : 183, 0x12);
        writeFileSync(addon, bytes);
      },
      /the file is for (arm64|x64)/,
      AGAIN,
    ],
    [
      'is a library with nothing of ours in it',
      (addon) => {
        const bytes = readFileSync(addon, 'latin1').replaceAll('napi_register_module_v1', 'napi_register_module_v9');
        writeFileSync(addon, bytes, 'latin1');
      },
      /did not self-register/,
      'run `npm ci && npm run build` in a checkout of rxicmp on this machine, and set the environment variable RXICMP_ADDON',
    ],
  ];

  it.each(damaged)('says the true reason, and what helps, when the addon %s', (_what, damage, reason, fix) => {
    const { addon, diagnose } = installed();
    damage(addon);
    const { code, stdout, stderr } = diagnose();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(reason);
    expect(stderr).toContain(`Fix: ${fix}`);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.skipIf(process.getuid?.() !== 0)('says so when the addon may not be read', () => {
    const { folder, addon } = installed();
    chmodSync(folder, 0o755);
    chmodSync(addon, 0o600);
    const nobody = { cwd: folder, encoding: 'utf8', uid: 65534, gid: 65534 } as const;
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'dist/cli/main.js'), 'diagnose'], nobody);
    expect(status).toBe(2);
    expect(stderr).toContain(`EACCES: permission denied, open '${addon}'`);
    expect(stderr).toContain(`Fix: let this user read it: chmod a+r ${addon}.`);
  });

  it('says how to bundle it when it has become part of a bundle without it', () => {
    const { folder, diagnose } = installed();
    rmSync(join(folder, 'prebuilds'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "name": "application", "version": "1.0.0", "type": "module" }');
    const { code, stderr } = diagnose();
    expect(code).toBe(2);
    expect(stderr).toMatch(/Fix: keep rxicmp out of the bundle .*, or copy its folder prebuilds beside the bundle\./);
  });

  it('finds it beside a bundle, and in the package where that is still installed', () => {
    const { folder, addon, diagnose } = installed();
    const path = addon.slice(folder.length + 1);
    writeFileSync(join(folder, 'package.json'), '{ "name": "application", "version": "1.0.0", "type": "module" }');
    cpSync(join(folder, 'prebuilds'), join(folder, 'dist/cli/prebuilds'), { recursive: true });
    rmSync(join(folder, 'prebuilds'), { recursive: true });
    expect(diagnose().stdout).toContain(`Native addon: ${join(folder, 'dist/cli', path)}\n`);

    mkdirSync(join(folder, 'node_modules/rxicmp'), { recursive: true });
    cpSync(join(root, 'package.json'), join(folder, 'node_modules/rxicmp/package.json'));
    renameSync(join(folder, 'dist/cli/prebuilds'), join(folder, 'node_modules/rxicmp/prebuilds'));
    expect(diagnose().stdout).toContain(`Native addon: ${join(folder, 'node_modules/rxicmp', path)}\n`);
  });
});
