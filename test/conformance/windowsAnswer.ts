import type { EchoCompletion, EchoRequest, IcmpDriver, IcmpHandle } from 'rxicmp/icmpapi';
import { echoRequest, IcmpError, ipStatusName } from 'rxicmp/icmpapi';
import type { TableNetwork, TableRow, Way } from './windowsTable.ts';

const payload = Uint8Array.from({ length: 32 }, (_, n) => n);

/**
 * What a driver answers to a row of the table, in words: what it threw by its Windows name, or the status and what came
 * with it.
 */
export async function windowsAnswer(
  driver: IcmpDriver,
  { request, onForeignHandle }: TableRow,
  way: Way,
  network: TableNetwork,
): Promise<string> {
  const own = driver.createFile(network.family);
  const handle: IcmpHandle = onForeignHandle ? { family: network.family, closed: false } : own;
  const { destination, ...options }: Partial<EchoRequest> = { data: payload, wantData: true, ...request?.(network) };
  const asked = echoRequest(destination ?? network.loopback, {
    ...options,
    completion: way === 'sync' ? 'event' : way,
  });
  try {
    const completions =
      way === 'sync' ? driver.sendEcho2ExSync(handle, asked) : await completionsOf(driver, handle, asked);
    return completions.map((each) => describe(each, asked, network)).join('; ');
  } catch (error) {
    if (!(error instanceof IcmpError)) throw error;
    return `throws ${error.win32?.name} ${error.win32?.number}`;
  } finally {
    driver.closeHandle(own);
  }
}

function completionsOf(
  driver: IcmpDriver,
  handle: IcmpHandle,
  request: EchoRequest,
): Promise<readonly EchoCompletion[]> {
  return new Promise((resolve) => {
    const completions: EchoCompletion[] = [];
    driver.sendEcho2Ex(handle, request, (completion) => {
      completions.push(completion);
      if (completion.final) resolve(completions);
    });
  });
}

function describe(
  { status, address, errorCode, roundTripTime, dataSize, data }: EchoCompletion,
  request: EchoRequest,
  { family }: TableNetwork,
): string {
  const parts = [`${ipStatusName(status, family)} ${status}`];
  if (errorCode !== null) parts.push('nothing sent');
  if (dataSize !== null) parts.push(`${dataSize} bytes`);
  if (data !== null && !isStartOf(request.data, data)) parts.push('not those that were sent');
  if (address !== null && address !== request.destination) parts.push('from a router');
  if (status !== 0 && roundTripTime !== null) parts.push('after a time');
  return parts.join(', ');
}

function isStartOf(sent: Uint8Array | number, back: Uint8Array): boolean {
  return typeof sent === 'number' ? back.length <= sent : back.every((byte, n) => byte === sent[n]);
}
