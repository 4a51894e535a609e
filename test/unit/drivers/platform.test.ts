import { SimulatedNetwork } from 'rxicmp/testing';
import { describe, expect, it, vi } from 'vitest';
import { addonDriver } from '../../../src/drivers/addon.ts';
import * as noPlatform from '../../../src/drivers/noPlatform.ts';
import * as platform from '../../../src/drivers/platform.ts';

const own = new SimulatedNetwork({ hosts: [] });

describe('selectDriver', () => {
  it('returns a driver that is passed, everywhere', () => {
    expect(platform.selectDriver(own)).toBe(own);
    expect(noPlatform.selectDriver(own)).toBe(own);
  });

  it('shares one addon driver', () => {
    expect(platform.selectDriver(undefined)).toBe(addonDriver());
    expect(platform.selectDriver('addon')).toBe(addonDriver());
  });

  it('says what to do where a driver is missing', () => {
    expect(() => platform.selectDriver('koffi')).toThrow(
      expect.objectContaining({
        code: 'ERR_ICMP_NO_DRIVER',
        message: expect.stringContaining(`ICMP API of Windows, which ${process.platform} does not have`) as unknown,
        fix: expect.stringContaining("'addon'") as unknown,
      }),
    );
    for (const driver of [undefined, 'addon', 'koffi'] as const) {
      const error = { code: 'ERR_ICMP_NO_DRIVER', fix: expect.stringContaining('SimulatedNetwork') as unknown };
      expect(() => noPlatform.selectDriver(driver)).toThrow(expect.objectContaining(error));
    }
  });
});

describe('lookupName', () => {
  const resolve = (name: string, family: 4 | 6 | null) =>
    new Promise((resolved) => platform.lookupName(name, family, resolved));

  it('gives the addresses of a name, of one family when asked to', async () => {
    expect(await resolve('127.0.0.1', null)).toEqual(['127.0.0.1']);
    expect(await resolve('localhost', 4)).toContain('127.0.0.1');
  });

  it('gives the reason of a failure', async () => {
    // RFC 6761: this top-level domain has no names. Without a resolver it is EAI_AGAIN.
    expect(await resolve('rxicmp.invalid', null)).toMatchObject({ code: expect.stringMatching(/^E/) as unknown });
  });

  it('gives everybody who asks for a name the same answer, but for who has abandoned it', async () => {
    const onResult = vi.fn();
    platform.lookupName('localhost', 4, onResult);
    platform.lookupName('localhost', 4, onResult);
    platform.lookupName('localhost', 4, onResult)();
    const result = await resolve('localhost', 4);
    expect(onResult.mock.calls).toEqual([[result], [result]]);
    // And asks anew afterwards.
    expect(await resolve('localhost', 4)).toEqual(result);
    expect(onResult).toHaveBeenCalledTimes(2);
  });

  it('does not call back before it has returned, nor after it was abandoned', async () => {
    const onResult = vi.fn();
    const abandon = platform.lookupName('127.0.0.1', null, onResult);
    expect(onResult).not.toHaveBeenCalled();
    abandon();
    await resolve('127.0.0.1', null);
    expect(onResult).not.toHaveBeenCalled();
  });

  it('is missing where there is no platform', () => {
    const onResult = vi.fn();
    expect(() => noPlatform.lookupName('localhost', null, onResult)).toThrow(
      expect.objectContaining({ code: 'ERR_ICMP_NO_DRIVER' }),
    );
    expect(onResult).not.toHaveBeenCalled();
  });
});

it('has the same members with and without a platform', () => {
  expect(Object.keys(noPlatform).sort()).toEqual(Object.keys(platform).sort());
});
