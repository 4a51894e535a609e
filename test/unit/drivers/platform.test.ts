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

describe('without a platform', () => {
  it('nobody looks names up', () => {
    const onResult = vi.fn();
    expect(() => noPlatform.lookupName('localhost', null, onResult)).toThrow(
      expect.objectContaining({ code: 'ERR_ICMP_NO_DRIVER' }),
    );
    expect(onResult).not.toHaveBeenCalled();
    expect(noPlatform.lookupReport()).toBeUndefined();
  });
});

it('has the same members with and without a platform', () => {
  expect(Object.keys(noPlatform).sort()).toEqual(Object.keys(platform).sort());
});
