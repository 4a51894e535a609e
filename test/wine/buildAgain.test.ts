import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addonProject } from '../package/addonProject.ts';
import { scratch } from '../package/scratch.ts';

const hasCross = spawnSync('x86_64-w64-mingw32-g++-posix', ['--version']).status === 0;

describe('scripts/build-native.mjs', () => {
  it.skipIf(!hasCross)(
    `builds again for Windows what was built before, and else nothing${hasCross ? '' : ' (pending: needs mingw-w64)'}`,
    () => {
      const source = '#include "../backend.h"\nint answer() { return 41; }\n';
      const { folder, write, run } = scratch({ ...addonProject, 'native/win32/engine.cc': source });
      const addon = join(folder, 'prebuilds/win32-x64/node.napi.node');
      expect(run('build-native.mjs win32 --again')).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(existsSync(addon)).toBe(false);
      expect(run('build-native.mjs win32').code).toBe(0);
      expect(run('build-native.mjs win32 --again').stdout).not.toContain('.cc');
      write('native/win32/engine.cc', source.replace('41', '42'));
      const first = statSync(addon).mtimeMs;
      expect(run('build-native.mjs win32 --again').stdout).toContain('engine.cc');
      expect(statSync(addon).mtimeMs).toBeGreaterThan(first);
    },
  );
});
