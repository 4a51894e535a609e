import type { EchoReply } from 'rxicmp';
import type { IcmpDriver } from 'rxicmp/icmpapi';
import type { Observable, SchedulerLike, Subscription } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { expect } from 'vitest';

/** Runs a test in virtual time, from 0 ms on. */
export function inVirtualTime(test: (scheduler: TestScheduler, helpers: RunHelpers) => void): void {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => test(scheduler, helpers));
}

/** Everything that a stream emits from here on, each as `time sequence status`. */
export interface Watched {
  readonly lines: string[];
  readonly replies: EchoReply<unknown>[];
  readonly errors: unknown[];
  readonly subscription: Subscription;
}

export function watch(stream: Observable<EchoReply<unknown>>, scheduler: SchedulerLike): Watched {
  const lines: string[] = [];
  const replies: EchoReply<unknown>[] = [];
  const errors: unknown[] = [];
  const at = () => Number(scheduler.now().toFixed(6));
  const subscription = stream.subscribe({
    next: (reply) => {
      replies.push(reply);
      lines.push(`${at()} ${reply.sequence} ${reply.status}${reply.missed > 0 ? ` ${reply.missed}` : ''}`);
    },
    error: (error: Error & { code?: string }) => {
      errors.push(error);
      lines.push(`${at()} ${error.code ?? error.message}`);
    },
    complete: () => lines.push(`${at()} complete`),
  });
  return { lines, replies, errors, subscription };
}

/** The driver, with some of its members replaced. */
export function withMembers(
  driver: IcmpDriver,
  members: { readonly [Name in keyof IcmpDriver]?: IcmpDriver[Name] | undefined },
): IcmpDriver {
  return new Proxy(driver, {
    get: (target, name) => {
      if (name in members) return members[name as keyof IcmpDriver];
      const value: unknown = Reflect.get(target, name);
      // A proxy has no access to private members.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** A driver that delivers late and duplicate replies even when nobody asked for them. */
export function talkative(driver: IcmpDriver): IcmpDriver {
  return withMembers(driver, {
    sendEcho2Ex: (handle, request, onCompletion) =>
      driver.sendEcho2Ex(handle, { ...request, lateWindow: 500 }, onCompletion),
  });
}
