import { echoRequest } from '../../src/icmpapi/echoRequest.ts';
import type { EchoCompletion, EchoRequest, IcmpDriver } from '../../src/icmpapi/icmpapi.ts';

/** Sends one request on a handle of its own, and resolves with all of its completions. */
export function complete(
  driver: IcmpDriver,
  family: 4 | 6,
  destination: string,
  options: Partial<Omit<EchoRequest, 'destination'>> = {},
): Promise<readonly EchoCompletion[]> {
  return new Promise((resolve) => {
    const handle = driver.createFile(family);
    const completions: EchoCompletion[] = [];
    driver.sendEcho2Ex(handle, echoRequest(destination, options), (completion) => {
      completions.push(completion);
      if (!completion.final) return;
      driver.closeHandle(handle);
      resolve(completions);
    });
  });
}
