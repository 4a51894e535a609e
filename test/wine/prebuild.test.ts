import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const objdump = 'x86_64-w64-mingw32-objdump';
const hasTools = spawnSync(objdump, ['--version']).status === 0;

/** DLLs that every Windows has. Node-API is not among them: it is found in the program that loads the addon. */
const system = ['kernel32.dll', 'msvcrt.dll', 'ws2_32.dll'];

describe.each(['prebuilds/win32-x64/node.napi.node', 'prebuilds/win32-ia32/node.napi.node'])('%s', (path) => {
  const addon = join(root, path);
  const missing = !hasTools ? objdump : !existsSync(addon) ? 'npm run build:win32' : null;
  const pending = missing === null ? '' : ` (pending: needs ${missing})`;
  const dump = () => spawnSync(objdump, ['-p', addon], { encoding: 'utf8' }).stdout;

  it.skipIf(missing !== null)(`imports nothing but the system${pending}`, () => {
    const imported = [...dump().matchAll(/DLL Name: (.*)/g)].map(([, name]) => name!.trim().toLowerCase());
    expect(imported).not.toEqual([]);
    expect(imported.filter((name) => !system.includes(name))).toEqual([]);
  });

  it.skipIf(missing !== null)(`exports nothing but what Node looks for${pending}`, () => {
    const names = dump().split('[Ordinal/Name Pointer] Table')[1]!.split('\n\n')[0]!;
    const exported = [...names.matchAll(/\[ *\d+\] (?:\+base\[ *\d+\] +[\da-f]+ )?(\w+)/g)].map(([, name]) => name);
    expect(exported.sort()).toEqual(['napi_register_module_v1', 'node_api_module_get_api_version_v1']);
  });

  it.skipIf(missing !== null)(`names no file of the machine that built it${pending}`, () => {
    expect(readFileSync(addon, 'latin1')).not.toContain(root);
  });
});
