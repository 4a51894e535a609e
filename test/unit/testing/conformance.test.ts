import { expect, test } from 'vitest';
import type { EchoCompletion, EchoRequest, IcmpDriver, IcmpHandle, PendingEcho } from 'rxicmp/icmpapi';
import { driverConformance } from 'rxicmp/testing';
import { virtualFixture } from '../../conformance/virtualFixture.ts';

// Tests the suite itself: each of these drivers breaks one sentence of the contract, and the suite must say which.

type Callback = (completion: EchoCompletion) => void;
type Send = IcmpDriver['sendEcho2Ex'];

interface Flaw {
  readonly name: string;
  /** A case that must fail. */
  readonly caught: string;
  readonly flaw: (driver: IcmpDriver) => Partial<IcmpDriver>;
}

/** Changes what is sent and what is delivered. */
function between(
  driver: IcmpDriver,
  change: (request: EchoRequest) => Partial<EchoRequest>,
  deliver: (onCompletion: Callback, completion: EchoCompletion, request: EchoRequest) => void = (onCompletion, one) =>
    onCompletion(one),
): Partial<IcmpDriver> {
  return {
    sendEcho2Ex: (handle, request, onCompletion) =>
      driver.sendEcho2Ex(handle, { ...request, ...change(request) }, (one) => deliver(onCompletion, one, request)),
  };
}

const delivering = (
  driver: IcmpDriver,
  change: (completion: EchoCompletion, request: EchoRequest) => Partial<EchoCompletion>,
) =>
  between(
    driver,
    () => ({}),
    (onCompletion, one, request) => onCompletion({ ...one, ...change(one, request) }),
  );

const flaws: readonly Flaw[] = [
  {
    name: 'delivers before sendEcho2Ex has returned',
    caught: 'Delivery: nothing is delivered before sendEcho2Ex has returned, whatever becomes of the request',
    flaw: (driver) => ({
      sendEcho2Ex: (handle, request, onCompletion) => {
        let early: EchoCompletion | null = null;
        const pending = driver.sendEcho2Ex(handle, request, (one) => {
          if (one !== early) onCompletion(one);
        });
        if (request.timeout === 0) onCompletion((early = timedOut));
        return pending;
      },
    }),
  },
  {
    name: 'delivers a reply twice',
    caught: 'Delivery: a reply is delivered once, marked final',
    flaw: (driver) =>
      between(
        driver,
        () => ({}),
        (onCompletion, one) => {
          onCompletion(one);
          onCompletion(one);
        },
      ),
  },
  {
    name: 'does not mark the final completion',
    caught: 'Delivery: a reply is delivered once, marked final',
    flaw: (driver) => delivering(driver, () => ({ final: false })),
  },
  {
    name: 'delivers one completion inside another',
    caught: 'Delivery: completions come one after the other, never inside one another',
    flaw: (driver) => {
      let held: (() => void) | null = null;
      let isHeld = false;
      return {
        ...between(
          driver,
          () => ({}),
          (onCompletion, one) => {
            isHeld = !isHeld;
            if (isHeld) held = () => onCompletion(one);
            else onCompletion(one);
          },
        ),
        now: () => {
          const due = held;
          held = null;
          due?.();
          return driver.now();
        },
      };
    },
  },
  {
    name: 'swallows what a callback throws',
    caught: 'Delivery: after a callback that throws the next one still runs, and what was thrown is reported',
    flaw: (driver) =>
      between(
        driver,
        () => ({}),
        (onCompletion, one) => {
          try {
            onCompletion(one);
          } catch {
            // This is the flaw.
          }
        },
      ),
  },
  {
    name: 'tells what may wait after what came later',
    caught: 'Delivery: what may wait is told before what came later and may not',
    flaw: (driver) => {
      const waiting: (() => void)[] = [];
      return between(
        driver,
        () => ({ deliverWithin: 0 }),
        (onCompletion, one, request) => {
          if (request.deliverWithin > 0) {
            waiting.push(() => onCompletion(one));
          } else {
            onCompletion(one);
            setTimeout(() => waiting.splice(0).forEach((tell) => tell()));
          }
        },
      );
    },
  },
  {
    name: 'times out what it tells after the time-out',
    caught: 'Delivery: an answer that came in time is no time-out, however late it is told',
    flaw: (driver) =>
      delivering(driver, (_one, { timeout, deliverWithin }) => (deliverWithin > timeout ? timedOut : {})),
  },
  {
    name: 'never tells that a request has left',
    caught: 'Delivery: with reportSent a request first tells that it has left',
    flaw: (driver) => between(driver, () => ({ reportSent: false })),
  },
  {
    name: 'delivers in the order of the requests',
    caught: 'Delivery: replies are delivered as they arrive, not in the order of their requests',
    flaw: (driver) => {
      const queue: { done: (() => void) | null }[] = [];
      return {
        sendEcho2Ex: (handle, request, onCompletion) => {
          const place: { done: (() => void) | null } = { done: null };
          queue.push(place);
          return driver.sendEcho2Ex(handle, request, (one) => {
            place.done = () => onCompletion(one);
            while (queue[0]?.done) queue.shift()!.done!();
          });
        },
      };
    },
  },
  {
    name: 'gives a late reply as a second outcome',
    caught: 'Credit: a late reply comes after the time-out, as late, with its round-trip time',
    flaw: (driver) => delivering(driver, ({ phase }) => (phase === 'late' ? { phase: 'outcome' } : {})),
  },
  {
    name: 'leaves a key out',
    caught: 'One outcome: nobody answers: one outcome, the time-out',
    flaw: (driver) => delivering(driver, () => ({ mtu: undefined as never })),
  },
  {
    name: 'ends a broadcast with its first reply',
    caught: 'One outcome: a broadcast has one outcome for each responder, and ends at its time-out',
    flaw: (driver) => ({
      sendEcho2Ex: (handle, request, onCompletion) => {
        const pending: PendingEcho = driver.sendEcho2Ex(handle, request, (one) => {
          onCompletion({ ...one, final: true });
          pending.cancel();
        });
        return pending;
      },
    }),
  },
  {
    name: 'ignores cancel()',
    caught: 'Cancelling: after cancel() no reply, no time-out and no sent is delivered',
    flaw: (driver) => ({
      sendEcho2Ex: (...all) => {
        driver.sendEcho2Ex(...all);
        return { cancel: () => undefined };
      },
    }),
  },
  {
    name: 'sends what was cancelled before its notBefore',
    caught: 'Cancelling: a request that is cancelled before its notBefore is never sent',
    flaw: (driver) => ({
      sendEcho2Ex: (handle, request, onCompletion) => {
        let isCancelled = false;
        driver.sendEcho2Ex(handle, request, (one) => {
          if (!isCancelled) onCompletion(one);
        });
        return { cancel: () => void (isCancelled = true) };
      },
    }),
  },
  {
    name: 'cancels a stranger when an ended request is cancelled',
    caught: 'Cancelling: a second cancel(), and one after the final completion, does nothing',
    flaw: (driver) => {
      let last: PendingEcho | null = null;
      return {
        sendEcho2Ex: (...all) => {
          last = driver.sendEcho2Ex(...all);
          return { cancel: () => last!.cancel() };
        },
      };
    },
  },
  {
    name: 'does not cancel when its handle is closed',
    caught: 'Closing: closing a handle cancels its requests',
    flaw: (driver) => {
      const real = new Map<IcmpHandle, IcmpHandle>();
      return withHandles(driver, real, (handle) => {
        if (handle.closed) driver.closeHandle(real.get(handle)!);
        else Object.assign(handle, { closed: true });
      });
    },
  },
  {
    name: 'lets a handle be closed twice',
    caught: 'Closing: a second close throws',
    flaw: (driver) => ({
      closeHandle: (handle) => {
        if (!handle.closed) driver.closeHandle(handle);
      },
    }),
  },
  {
    name: 'times out early',
    caught: 'Time: no request times out early',
    flaw: (driver) => between(driver, ({ timeout }) => ({ timeout: Math.max(0, timeout - 0.4) })),
  },
  {
    name: 'takes milliseconds for seconds',
    caught: 'Time: a time-out comes when it should',
    flaw: (driver) => between(driver, ({ timeout }) => ({ timeout: timeout * 1000 })),
  },
  {
    name: 'sends at once what has a notBefore',
    caught: 'Time: nothing is sent before its notBefore',
    flaw: (driver) => between(driver, () => ({ notBefore: null })),
  },
  {
    name: 'starts the time-out at the call',
    caught: 'Time: a request does not run out of time while it waits for its notBefore',
    flaw: (driver) =>
      between(driver, ({ timeout, notBefore }) => ({
        timeout: Math.max(0, timeout - Math.max(0, (notBefore ?? 0) - driver.now())),
      })),
  },
  {
    name: 'measures round-trip times when the thread gets to it',
    caught: 'Time: a busy thread neither stretches a round-trip time nor times out what was answered',
    flaw: (driver) => {
      const sentAt = new WeakMap<EchoRequest, number>();
      return {
        sendEcho2Ex: (handle, request, onCompletion) => {
          sentAt.set(request, driver.now());
          return driver.sendEcho2Ex(handle, request, (one) =>
            onCompletion({ ...one, roundTripTime: driver.now() - sentAt.get(request)! }),
          );
        },
      };
    },
  },
  {
    name: 'checks nothing',
    caught: 'Refusal: ttl: -1 throws, and nothing is sent',
    flaw: (driver) => ({ sendEcho2Ex: lenient(driver) }),
  },
  {
    name: 'hides why the system refused',
    caught: 'Refusal: what the system refuses to send is one final completion with its name and number',
    flaw: (driver) => delivering(driver, () => ({ errorNumber: null, errorCode: null })),
  },
  {
    name: 'takes a refusal for a reply',
    caught: 'Refusal: what a router refuses is an outcome with its address, its round-trip time and what it said',
    flaw: (driver) => delivering(driver, ({ status }) => (status === 11002 ? { status: 0 } : {})),
  },
  {
    name: 'can have 64 requests outstanding',
    caught: 'Life: 5,000 requests at once all end exactly once',
    flaw: (driver) => ({
      sendEcho2Ex: (...all) => {
        if (driver.counters().outstanding < 64) return driver.sendEcho2Ex(...all);
        all[2](timedOut);
        return { cancel: () => undefined };
      },
    }),
  },
  {
    name: 'forgets a request that ended',
    caught: 'Life: the counters tell what was sent, received, timed out and is outstanding',
    flaw: (driver) => ({ counters: () => ({ ...driver.counters(), outstanding: driver.counters().sent }) }),
  },
  {
    name: 'polls',
    caught: 'Life: nothing wakes the engine while nothing is outstanding',
    flaw: (driver) => ({ counters: () => ({ ...driver.counters(), wakeUps: driver.now() }) }),
  },
  {
    name: 'damages payloads',
    caught: 'Credit: 1472 bytes of the caller come back unchanged',
    flaw: (driver) =>
      delivering(driver, ({ data }) => (data ? { data: data.map((byte, i) => (i === 1000 ? byte ^ 1 : byte)) } : {})),
  },
  {
    name: "reads the caller's bytes late",
    caught: "Credit: the caller's bytes are read during the call only",
    flaw: (driver) =>
      delivering(driver, ({ data }, request) =>
        data && request.data instanceof Uint8Array ? { data: request.data } : {},
      ),
  },
  {
    name: 'credits a late reply to the next request',
    caught: 'Credit: a late reply does not complete the next request to its destination',
    flaw: (driver) =>
      delivering(driver, ({ roundTripTime }) => ({ roundTripTime: roundTripTime && roundTripTime / 2 })),
  },
  {
    name: 'does not say what Windows answers to a mistake',
    caught: 'Refusal: ttl: 256 throws, and nothing is sent',
    flaw: (driver) => ({
      sendEcho2Ex: (...all) => {
        try {
          return driver.sendEcho2Ex(...all);
        } catch (error) {
          throw Object.assign(error as Error, { win32: null });
        }
      },
    }),
  },
  {
    name: 'gives a look-up its result before it returns',
    caught: 'Names: a known name has its addresses, best first',
    flaw: () => ({
      lookup: (_name, _family, onResult) => {
        onResult(['192.0.2.2', '192.0.2.1']);
        return () => undefined;
      },
    }),
  },
];

test.each(flaws)('a driver that $name is caught', async ({ caught, flaw }) => {
  const fixture = virtualFixture(4);
  const { driver } = fixture;
  const sound: IcmpDriver = {
    name: driver.name,
    features: driver.features,
    now: () => driver.now(),
    createFile: (family) => driver.createFile(family),
    sendEcho2Ex: (...all) => driver.sendEcho2Ex(...all),
    sendEcho2ExSync: (...all) => driver.sendEcho2ExSync(...all),
    closeHandle: (handle) => driver.closeHandle(handle),
    counters: () => driver.counters(),
    diagnose: () => driver.diagnose(),
    lookup: (...all) => driver.lookup!(...all),
  };
  const find = (one: IcmpDriver) => {
    const cases = driverConformance({ ...fixture, driver: one });
    return cases.find(({ clause, name }) => `${clause}: ${name}` === caught)!;
  };
  await find(sound).run();
  await expect(find({ ...sound, ...flaw(sound) }).run()).rejects.toThrow();
});

test('a case whose feature or address is missing says so', () => {
  const fixture = virtualFixture(4);
  const { answers, silent } = fixture.addresses;
  const { uncaught: _uncaught, ...rest } = fixture;
  const cases = driverConformance({ ...rest, addresses: { answers, silent: silent! } });
  const missing = new Set(cases.flatMap((one) => one.missing));
  expect([...missing].sort()).toEqual([
    'address: broadcast',
    'address: duplicates',
    'address: labels',
    'address: manyAnswering',
    'address: networkInterface',
    'address: noRoute',
    'address: refuses',
    'address: slow',
    'address: source',
    'address: truncates',
    'fixture: uncaught',
    'ipOptions',
    'sync',
  ]);
});

test('no two cases have the same name', () => {
  for (const family of [4, 6] as const) {
    const titles = driverConformance(virtualFixture(family)).map(({ clause, name }) => `${clause}: ${name}`);
    expect(new Set(titles).size).toBe(titles.length);
  }
});

const timedOut: EchoCompletion = {
  phase: 'outcome',
  final: true,
  status: 11010,
  errorNumber: null,
  errorCode: null,
  errorText: null,
  address: null,
  roundTripTime: null,
  rttClock: null,
  sentAt: 0,
  icmpType: null,
  icmpCode: null,
  ttl: null,
  tos: null,
  flags: 0,
  optionsData: null,
  dataSize: null,
  data: null,
  truncated: false,
  altered: false,
  unproven: false,
  mtu: null,
  mplsLabels: null,
};

/** Handles that can be closed while those of the driver stay open. */
function withHandles(
  driver: IcmpDriver,
  real: Map<IcmpHandle, IcmpHandle>,
  closeHandle: (handle: IcmpHandle) => void,
): Partial<IcmpDriver> {
  return {
    createFile: (family) => {
      const handle: IcmpHandle = { family, closed: false };
      real.set(handle, driver.createFile(family));
      return handle;
    },
    sendEcho2Ex: (handle, request, onCompletion) => driver.sendEcho2Ex(real.get(handle)!, request, onCompletion),
    closeHandle,
  };
}

/** Sends nothing when an argument is wrong, and reports nothing. */
function lenient(driver: IcmpDriver): Send {
  return (...all) => {
    try {
      return driver.sendEcho2Ex(...all);
    } catch {
      return { cancel: () => undefined };
    }
  };
}
