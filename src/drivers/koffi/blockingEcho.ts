import { IpStatus4 } from '../../wire/status.ts';
import { Win32Error } from '../../wire/win32Errors.ts';
import { Deadlines } from './deadlines.ts';
import { type EchoMemoryPool, hasNoRoom } from './echoMemory.ts';
import { EchoCredit } from './echoCredit.ts';
import { readAnswer } from './echoRecords.ts';
import type { EngineCounters } from './engineCounters.ts';
import type { WindowsApi } from './iphlpapi.ts';
import { refused, unanswered } from './koffiCompletion.ts';
import type { KoffiEcho } from './koffiEcho.ts';
import { callSendEcho } from './callSendEcho.ts';
import { isFull } from './isFull.ts';
import { PATIENCE, pauseAfter } from './patience.ts';

/** `GetLastError` gives an IP_STATUS from here on. */
const IP_STATUS = 11_000;

/**
 * Sends a request as the API does without event and APC, and delivers its completions before it returns. While the
 * system has no room, the request is tried again for a while.
 *
 * @returns 0, or the Win32 error with which the system refused it.
 */
export function blockingEcho(echo: KoffiEcho, api: WindowsApi, pool: EchoMemoryPool, counters: EngineCounters): number {
  const until = performance.now() + PATIENCE;
  let error = callOnce(echo, api, pool, counters);
  for (let pause = pauseAfter(0); isFull(error) && performance.now() < until; pause = pauseAfter(pause)) {
    counters.sendWaits++;
    api.SleepEx(pause, 0);
    error = callOnce(echo, api, pool, counters);
  }
  return error;
}

function callOnce(echo: KoffiEcho, api: WindowsApi, pool: EchoMemoryPool, counters: EngineCounters): number {
  const { handle, request } = echo;
  const memory = pool.take(handle.family, request, echo.scopeId, echo.sourceScopeId);
  if (memory === null) return Win32Error.ERROR_NOT_ENOUGH_MEMORY;
  const crediting = new EchoCredit(counters, new Deadlines(), () => (echo.state = 'ended'));
  echo.stamp();
  echo.state = 'sent';
  // The API's time-out may be early by a part of a millisecond.
  const count = callSendEcho(api, handle.native!, 0, 0, 0, memory, request.timeout + 1);
  const answer = readAnswer(api, memory, null, { count, error: api.GetLastError() });
  if ('records' in answer) {
    counters.sent++;
    crediting.take(echo, memory, answer.records);
  } else if (answer.error === IpStatus4.IP_REQ_TIMED_OUT) {
    counters.sent++;
  } else if (answer.error === IpStatus4.IP_GENERAL_FAILURE && hasNoRoom(memory)) {
    counters.sent++;
    crediting.deliver(echo, { ...unanswered(echo, 'outcome', true), status: answer.error });
  } else if (isOutcome(answer.error)) {
    crediting.deliver(echo, refused(echo, answer.error));
  }
  pool.release(memory);
  if ('error' in answer && !isOutcome(answer.error)) return answer.error;
  if (!echo.hasOutcome) {
    while (performance.now() < echo.sentAt + request.timeout) api.SleepEx(1, 0);
    crediting.expire(echo);
  }
  return 0;
}

/** Whether the system has decided on the request, and need not be asked again. */
function isOutcome(error: number): boolean {
  return error >= IP_STATUS && !isFull(error);
}
