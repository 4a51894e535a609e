import { readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { addonReport, loadAddon } from '../../src/drivers/loadAddon.ts';
import { addonProject } from './addonProject.ts';
import { scratch } from './scratch.ts';

const require = createRequire(import.meta.url);
const findAddon = (folder: string) => {
  const own = join(folder, 'prebuilds', `${process.platform}-${process.arch}`);
  return join(own, readdirSync(own)[0]!);
};

describe('scripts/build-native.mjs', () => {
  it.each([
    ['CXX names a compiler that is not there', { CXX: '/nonexistent/g++' }],
    ['PATH has no compiler', { CXX: '', PATH: '/nonexistent' }],
  ])('says what to install when %s', (_when, env) => {
    const { code, stderr } = scratch(addonProject).run('build-native.mjs', env);
    expect(code).toBe(1);
    const lines = stderr.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(lines.length).toBeLessThanOrEqual(4);
    expect(stderr).toContain('apt-get install g++');
    expect(stderr).toContain('xcode-select --install');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('builds an addon where its loader finds it, and only what changed the next time', () => {
    const { folder, write, run } = scratch(addonProject);
    expect(run('build-native.mjs')).toMatchObject({ code: 0, stderr: '' });
    const addon = findAddon(folder);
    expect(require(addon)).toBe(41);

    const first = statSync(addon).mtimeMs;
    expect(run('build-native.mjs').stdout).not.toContain('.cc');
    expect(statSync(addon).mtimeMs).toBe(first);

    write('native/posix/engine.cc', '#include "../backend.h"\nint answer() { return 42; }\n');
    const changed = run('build-native.mjs').stdout;
    expect(changed).toContain('engine.cc');
    expect(changed).not.toContain('addon.cc');
    // This process has the first one loaded.
    const check = `process.exit(require(${JSON.stringify(addon)}))`;
    write('scripts/check.cjs', check);
    expect(run('check.cjs').code).toBe(42);

    write('native/backend.h', 'int answer();\n');
    expect(run('build-native.mjs').stdout).toMatch(/addon\.cc[^]*engine\.cc/);
  });

  it('keeps the last good addon when a source does not compile, and takes no warning', () => {
    const { folder, write, run } = scratch(addonProject);
    run('build-native.mjs');
    const before = readFileSync(findAddon(folder));
    write('native/posix/engine.cc', 'int answer() { int unused; return 1; }\n');
    const { code, stderr } = run('build-native.mjs');
    expect(code).toBe(1);
    expect(stderr).toContain('-Werror=unused-variable');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(readFileSync(findAddon(folder)).equals(before)).toBe(true);
  });

  it('has built the addon of this project', () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    loadAddon();
    expect(addonReport().file!.startsWith(join(root, 'prebuilds'))).toBe(true);
  });
});

describe('scripts/test-native.mjs', () => {
  it('runs every test under the sanitizers, and fails when one fails', () => {
    const { write, run } = scratch({
      ...addonProject,
      'native/test/good_test.cc': '#include "../backend.h"\nint main() { return answer() == 41 ? 0 : 1; }\n',
    });
    expect(run('test-native.mjs')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 passed, 0 failed') });

    write(
      'native/test/address_test.cc',
      'int main(int argc, char**) { int* p = new int[2]; delete[] p; return p[argc]; }\n',
    );
    write('native/test/undefined_test.cc', 'int main(int argc, char**) { return argc + 2147483647 == 0; }\n');
    const { code, stdout } = run('test-native.mjs');
    expect(code).toBe(1);
    expect(stdout).toContain('heap-use-after-free');
    expect(stdout).toContain('signed integer overflow');
    expect(stdout).toContain('1 passed, 2 failed');
  });

  it('fails when there is nothing to run', () => {
    const { code, stderr } = scratch({ ...addonProject, 'native/test/helper.cc': '' }).run('test-native.mjs');
    expect(code).toBe(1);
    expect(stderr).toContain('there are none');
  });
});
