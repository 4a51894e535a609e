import { echoRequest } from '../../icmpapi/echoRequest.ts';
import type { EchoCompletion, IcmpDriver } from '../../icmpapi/icmpapi.ts';
import { IpStatus4 } from '../../wire/status.ts';
import type { ConformanceAddresses } from './fixture.ts';

const ANSWERS = { 4: '127.0.0.1', 6: '::1' } as const;
/** Another address that many systems answer for, and macOS does not. */
const SECOND = '127.0.0.2';
/** Linux answers no broadcasts. */
const BROADCAST = '127.255.255.255';
/** Milliseconds after which an address counts as silent. */
const PATIENCE = 300;

/**
 * Those addresses of the suite that this machine's loopback has. Where systems differ, the driver is asked, and what is
 * missing is left out. Nothing is sent to anybody else.
 */
export async function loopback(driver: IcmpDriver, family: 4 | 6): Promise<ConformanceAddresses> {
  const answers = ANSWERS[family];
  const name = driver.diagnose().interfaces.find((one) => /^lo\d*$|loopback/i.test(one));
  const index = name === undefined ? null : (driver.interfaceIndex?.(name) ?? null);
  const candidates = family === 4 ? [BROADCAST, SECOND] : name === undefined ? [] : [`ff01::db8:1%${name}`];
  const silent = await firstThat(candidates, (address) => is(driver, family, address, IpStatus4.IP_REQ_TIMED_OUT));
  const hasMany = family === 4 && (await is(driver, family, SECOND, IpStatus4.IP_SUCCESS));
  return {
    answers,
    source: answers,
    ...(silent !== undefined && { silent }),
    ...(hasMany && { manyAnswering: (n: number) => `127.0.1.${n + 1}` }),
    ...(name !== undefined && index !== null && { networkInterface: { name, index } }),
  };
}

async function firstThat(
  addresses: readonly string[],
  isWanted: (address: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const address of addresses) if (await isWanted(address)) return address;
  return undefined;
}

/** Whether a request to an address ends with a status. */
async function is(driver: IcmpDriver, family: 4 | 6, address: string, status: number): Promise<boolean> {
  const handle = driver.createFile(family);
  try {
    const outcome = await new Promise<EchoCompletion>((resolve) => {
      driver.sendEcho2Ex(handle, echoRequest(address, { timeout: PATIENCE }), resolve);
    });
    return outcome.status === status && outcome.errorCode === null;
  } catch {
    // This system sends nothing there.
    return false;
  } finally {
    driver.closeHandle(handle);
  }
}
