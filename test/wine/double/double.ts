import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../bundle.ts';

const compiler = 'x86_64-w64-mingw32-g++-posix';
const sources = fileURLToPath(new URL('.', import.meta.url));
const dll = join(root, 'build', 'wine', 'iphlpapi-double.dll');
const flags = '-std=c++20 -O1 -Wall -Wextra -Werror -DNOMINMAX -D_WIN32_WINNT=0x0A00 -shared -static -s'.split(' ');

/**
 * The double of iphlpapi.dll, built when its sources are newer.
 *
 * @param script what its network is like; see script.cc.
 * @param logs the folder in which each process writes its calls to a file of its own.
 * @returns the environment in which the drivers load it.
 */
export function doubleEnvironment(script: readonly string[], logs: string): Readonly<Record<string, string>> {
  const files = readdirSync(sources).map((name) => join(sources, name));
  const newest = Math.max(...files.map((file) => statSync(file).mtimeMs));
  if (!existsSync(dll) || statSync(dll).mtimeMs < newest) {
    mkdirSync(dirname(dll), { recursive: true });
    const draft = `${dll}.${process.pid}`;
    const units = files.filter((file) => file.endsWith('.cc'));
    const { status, stderr } = spawnSync(compiler, [...flags, ...units, '-lws2_32', '-o', draft], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${compiler} could not make the double: ${stderr}`);
    renameSync(draft, dll);
  }
  return {
    RXICMP_TEST_IPHLPAPI: windowsPath(dll),
    RXICMP_DOUBLE_SCRIPT: script.join('\n'),
    RXICMP_DOUBLE_LOG: windowsPath(logs),
  };
}

function windowsPath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}
