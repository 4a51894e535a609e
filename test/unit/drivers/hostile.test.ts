import { expect, test } from 'vitest';
import { type EchoCompletion, echoRequest, type EchoRequest, type IcmpDriver, selectDriver } from 'rxicmp/icmpapi';
import { SimulatedNetwork } from 'rxicmp/testing';
import { loadAddon } from '../../../src/drivers/loadAddon.ts';
import { pendingWithoutSocket } from '../../canPing.ts';

const network = new SimulatedNetwork({ hosts: [{ address: '127.0.0.1', latency: 1 }] });
const drivers: readonly (readonly [name: string, driver: () => IcmpDriver])[] = [
  ['simulated network', () => network],
  ['addon', () => selectDriver('addon')],
];

/** A request whose fields may each be read once; a second read gives a value that would crash the engine. */
function fickle(request: EchoRequest): { readonly request: EchoRequest; readonly reads: Record<string, number> } {
  const reads: Record<string, number> = {};
  const properties = Object.entries(request).map(([key, value]): [string, PropertyDescriptor] => {
    reads[key] = 0;
    return [key, { enumerable: true, get: () => (++reads[key]! === 1 ? (value as unknown) : {}) }];
  });
  return { request: Object.defineProperties({}, Object.fromEntries(properties)) as EchoRequest, reads };
}

for (const [what, make] of drivers) {
  const on = (title: string, run: (driver: IcmpDriver) => Promise<void>): void => {
    test.skipIf(what === 'addon' && pendingWithoutSocket !== '')(`${what}: ${title}`, () => run(make()));
  };
  const ended = (driver: IcmpDriver, request: EchoRequest): Promise<EchoCompletion> =>
    new Promise((resolve) => {
      const handle = driver.createFile(4);
      driver.sendEcho2Ex(handle, request, (completion) => {
        if (!completion.final) return;
        driver.closeHandle(handle);
        resolve(completion);
      });
    });

  on('each field is read once, and only the copy counts', async (driver) => {
    const data = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const { request, reads } = fickle(echoRequest('127.0.0.1', { data, wantData: true }));
    const promise = ended(driver, request);
    data.fill(0);
    expect(await promise).toMatchObject({ status: 0, dataSize: 9, data: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8, 9]) });
    expect(Object.values(reads)).toEqual(Object.values(reads).map(() => 1));
  });

  on('the length of bytes is their own', async (driver) => {
    class Liar extends Uint8Array {
      override get length(): number {
        return 4;
      }
    }
    const owner = Object.defineProperty(new Uint8Array(20), 'length', { value: 65_000 });
    for (const data of [new Liar(20), owner]) {
      expect(await ended(driver, echoRequest('127.0.0.1', { data }))).toMatchObject({ status: 0, dataSize: 20 });
    }
    const detached = new Uint8Array(20);
    structuredClone(detached, { transfer: [detached.buffer] });
    expect(await ended(driver, echoRequest('127.0.0.1', { data: detached }))).toMatchObject({ dataSize: 0 });
    const long = new Proxy(new Uint8Array(20), {});
    expect(() => driver.sendEcho2Ex(driver.createFile(4), echoRequest('127.0.0.1', { data: long }), () => 0)).toThrow(
      expect.objectContaining({ argument: 'data' }),
    );
    const tooLong = new Liar(65_501);
    const request = echoRequest('127.0.0.1', { data: tooLong });
    expect(() => driver.sendEcho2Ex(driver.createFile(4), request, () => 0)).toThrow(
      expect.objectContaining({ argument: 'data' }),
    );
  });

  on('nothing that is handed out has a field of the driver', async (driver) => {
    const handle = driver.createFile(4);
    const seen: string[] = [];
    const request = echoRequest('127.0.0.1');
    const one = driver.sendEcho2Ex(handle, request, () => seen.push('one'));
    const two = driver.sendEcho2Ex(handle, request, () => seen.push('two'));
    for (const given of [handle, one, two]) {
      // Only `cancel` may be a property of its own; the driver hides everything else.
      expect(Reflect.ownKeys(given).filter((key) => key !== 'cancel')).toEqual([]);
      Object.assign(given, { slot: 0, generation: 1, older: given, newer: given, newest: null, pending: new Set() });
    }
    expect(() => Object.assign(handle, { family: 6 })).toThrow(TypeError);
    expect(() => Object.assign(handle, { closed: true })).toThrow(TypeError);
    const three = await ended(driver, request);
    expect(three.status).toBe(0);
    expect([handle.family, handle.closed]).toEqual([4, false]);
    expect(seen.sort()).toEqual(['one', 'two']);
    driver.closeHandle(handle);
    expect(handle.closed).toBe(true);
  });
}

test('the native engine trusts neither a size nor a slot', () => {
  const { start } = loadAddon();
  expect(() => start(new Uint8Array(16), () => undefined)).toThrow('start()');
  expect(() => start(null as never, null as never)).toThrow('start()');
  const block = new Uint8Array(128);
  const engine = start(block, () => undefined);
  const view = new DataView(block.buffer);
  const invalid = process.platform === 'win32' ? 87 : 22;
  const sent = (change: () => void): number => {
    block.fill(0);
    view.setUint32(4, 1, true);
    view.setFloat64(16, 100, true);
    block[32] = 4;
    block.set([127, 0, 0, 1], 40);
    change();
    return engine.send();
  };
  expect(sent(() => view.setUint32(0, 1, true))).toBe(invalid);
  expect(sent(() => view.setUint32(0, 0xffff_ffff, true))).toBe(invalid);
  expect(sent(() => view.setUint32(80, 0xffff_ffff, true))).toBe(invalid);
  expect(sent(() => (block[35] = 41))).toBe(invalid);
  expect(sent(() => (block[32] = 5))).toBe(invalid);
  expect(sent(() => view.setFloat64(16, NaN, true))).toBe(invalid);
  // The block says that there is a payload of the caller's, but none is passed.
  expect(sent(() => (block[33] = 1) && view.setUint32(80, 8, true))).toBe(invalid);
  expect(sent(() => (block[33] = 1))).toBe(invalid);
});
