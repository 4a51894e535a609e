import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type * as rxicmp from 'rxicmp';
import type * as icmpapi from 'rxicmp/icmpapi';
import type { EchoCompletion, IcmpDriver } from 'rxicmp/icmpapi';
import type * as testing from 'rxicmp/testing';
import { lastValueFrom } from 'rxjs';
import { pendingWithoutSocket } from '../../canPing.ts';

type Copy = typeof rxicmp & typeof icmpapi & typeof testing;

const root = new URL('../../../', import.meta.url);
const require = createRequire(import.meta.url);
let code: string;

beforeAll(async () => {
  const doors = ['./src/index.ts', './src/icmpapi/index.ts', './src/testing/index.ts'];
  const { outputFiles } = await build({
    stdin: { contents: doors.map((door) => `export * from '${door}';`).join('\n'), resolveDir: fileURLToPath(root) },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    external: ['rxjs', 'koffi'],
    alias: { '#platform': fileURLToPath(new URL('src/drivers/platform.ts', root)) },
    define: { 'import.meta.url': JSON.stringify(new URL('src/drivers/loadAddon.ts', root).href) },
    logLevel: 'error',
  });
  code = outputFiles[0]!.text;
});

/** Another copy: in a realm of its own, such as a test runner gives each file, or in this one. */
function copy(realm: object | null, text = code): Copy {
  const module = { exports: {} };
  const source = `(function (module, exports, require) {${text}\n})`;
  const run = (realm === null ? (0, eval)(source) : runInContext(source, realm)) as (...args: unknown[]) => void;
  run(module, module.exports, require);
  return module.exports as Copy;
}

const newRealm = (): object =>
  createContext({ process, setTimeout, clearTimeout, setInterval, clearInterval, performance, URL, Uint8Array });

/** Native engines of this process: each has at least one thread. */
const threads = (): number =>
  readdirSync('/proc/self/task').filter((id) => readFileSync(`/proc/self/task/${id}/comm`, 'utf8').trim() === 'rxicmp')
    .length;

function ping(driver: IcmpDriver, { echoRequest }: Pick<Copy, 'echoRequest'>): Promise<EchoCompletion> {
  return new Promise((resolve) => {
    const handle = driver.createFile(4);
    driver.sendEcho2Ex(handle, echoRequest('127.0.0.1', { wantData: true }), (completion) => {
      driver.closeHandle(handle);
      resolve(completion);
    });
  });
}

describe.skipIf(pendingWithoutSocket !== '' || process.platform !== 'linux')('copies in one thread', () => {
  test('that a test runner makes with its modules anew share the engine, each with its own handles', async () => {
    const drivers: IcmpDriver[] = [];
    for (let i = 0; i < 3; i++) {
      vi.resetModules();
      const { addonDriver } = await import('../../../src/drivers/addon.ts');
      drivers.push(addonDriver());
    }
    expect(new Set(drivers).size).toBe(3);
    const api = await import('rxicmp/icmpapi');
    const before = drivers.map((driver) => driver.counters());
    const handle = drivers[0]!.createFile(4);
    expect(drivers.map((driver, i) => driver.counters().handles - before[i]!.handles)).toEqual([1, 0, 0]);
    expect(() => drivers[1]!.sendEcho2Ex(handle, api.echoRequest('127.0.0.1'), () => undefined)).toThrow('handle');
    expect(() => drivers[1]!.closeHandle(handle)).toThrow('handle');
    drivers[0]!.closeHandle(handle);
    const completions = await Promise.all(drivers.map((driver) => ping(driver, api)));
    expect(completions.map(({ status }) => status)).toEqual([0, 0, 0]);
    for (const driver of drivers) expect(driver.counters().sent - before[0]!.sent).toBe(3);
    expect(threads()).toBe(1);
  });

  test('in realms of their own answer, also after the realm of the first is gone', async () => {
    const realms = [newRealm(), newRealm(), null];
    const copies = realms.map((realm) => copy(realm));
    for (const one of copies) {
      expect(await lastValueFrom(one.probe('127.0.0.1'))).toMatchObject({ status: 'success' });
      expect(await lastValueFrom(one.ping('localhost', { family: 4, count: 2, interval: 5 }))).toMatchObject({
        status: 'success',
      });
    }
    // What jest-environment-node does with `globalThis` at the end of a file.
    for (const key of Object.keys(realms[0]!)) Reflect.deleteProperty(realms[0]!, key);
    const all = await Promise.all(copies.slice(1).map((one) => ping(one.selectDriver('addon'), one)));
    expect(all.map(({ status, data }) => [status, data?.length])).toEqual([
      [0, 32],
      [0, 32],
    ]);
    expect(threads()).toBe(1);
  });

  test('take bytes of another realm', async () => {
    const own = copy(createContext({ process, setTimeout, clearTimeout, performance, URL }));
    const driver = own.selectDriver('addon');
    const handle = driver.createFile(4);
    const data = Buffer.from('bytes of this realm');
    const reply = await new Promise<EchoCompletion>((resolve) =>
      driver.sendEcho2Ex(handle, own.echoRequest('127.0.0.1', { data, wantData: true }), resolve),
    );
    expect(Buffer.from(reply.data!)).toEqual(data);
    driver.closeHandle(handle);
  });

  test('of another shape have an engine of their own', async () => {
    const before = threads();
    const other = copy(null, code.replace('SHAPE = 1', 'SHAPE = 0'));
    expect(await lastValueFrom(other.probe('127.0.0.1'))).toMatchObject({ status: 'success' });
    expect(threads()).toBe(before + 1);
    const usual = copy(null);
    expect(usual.selectDriver('addon').counters().sent).not.toBe(other.selectDriver('addon').counters().sent);
    expect(await lastValueFrom(usual.probe('127.0.0.1'))).toMatchObject({ status: 'success' });
    expect(threads()).toBe(before + 1);
  });

  test('one of which is busy delivering, and another one ends what it waits for', async () => {
    const [one, two] = [copy(null), copy(null)];
    const [first, second] = [one.selectDriver('addon'), two.selectDriver('addon')];
    const handle = second.createFile(4);
    let late = 0;
    for (let i = 0; i < 100; i++) second.sendEcho2Ex(handle, two.echoRequest('127.0.0.1'), () => late++);
    const own = first.createFile(4);
    const seen = await new Promise<number>((resolve) =>
      first.sendEcho2Ex(own, one.echoRequest('127.0.0.1', { notBefore: null }), () => {
        second.closeHandle(handle);
        resolve(late);
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(late).toBe(seen);
    expect(second.counters()).toMatchObject({ outstanding: 0, handles: 0 });
    first.closeHandle(own);
  });

  test('in workers that end at any time', async () => {
    const program = `
      const { parentPort } = require('node:worker_threads');
      const load = () => { const module = { exports: {} };
        new Function('module', 'exports', 'require', ${JSON.stringify(code)})(module, module.exports, require); return module.exports; };
      const copies = [load(), load(), load()];
      for (const one of copies) {
        one.sweep('127.1.0.0/24', { rate: Infinity }).subscribe();
        one.ping('127.0.0.1', { interval: 2 }).subscribe(() => parentPort.postMessage('alive'));
      }`;
    for (const delay of [null, 0, 3, 20]) {
      const worker = new Worker(program, { eval: true });
      if (delay === null) await new Promise((resolve) => worker.once('message', resolve));
      else await new Promise((resolve) => setTimeout(resolve, delay));
      expect([0, 1]).toContain(await worker.terminate());
    }
  });
});

describe('useDriver', () => {
  test('counts for all copies of a realm, and ends with it', () => {
    const [realm, another] = [newRealm(), newRealm()];
    const [one, two] = [copy(realm), copy(realm)];
    const other = copy(another);
    const driver = new one.SimulatedNetwork({ hosts: [] });
    const end = one.useDriver(driver);
    expect(two.selectDriver()).toBe(driver);
    expect(other.selectDriver()).not.toBe(driver);
    end();
    expect(two.selectDriver()).not.toBe(driver);
  });
});
