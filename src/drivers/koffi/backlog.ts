import type { KoffiEcho } from './koffiEcho.ts';
import { PATIENCE, pauseAfter } from './patience.ts';
import { LEAST_ROOM, SystemRoom } from './systemRoom.ts';
import { WaitingLine } from './waitingLine.ts';

/** The requests that the system has no room for yet. */
export class Backlog {
  readonly #line = new WaitingLine<KoffiEcho>();
  readonly #room = new SystemRoom();

  get isEmpty(): boolean {
    return this.#line.isEmpty;
  }

  /** Whether a request need not wait when the system has `count` of them. */
  isOpen(count: number): boolean {
    return this.#line.isEmpty && this.#room.isLeft(count);
  }

  add(echo: KoffiEcho): void {
    this.#line.add(echo);
  }

  /** The next request for the system when it has `count` of them; undefined when there is none. */
  take(count: number, now: number): KoffiEcho | undefined {
    this.#room.reconsider(now);
    if (!this.#room.isLeft(count)) return undefined;
    let echo = this.#line.take();
    // A request in any other state was dropped.
    while (echo !== undefined && echo.state !== 'queued') echo = this.#line.take();
    return echo;
  }

  /**
   * The system refused a request because it had no room. The request is tried again, and no other request waits for it:
   * perhaps only its destination is the cause.
   *
   * @param others requests that the system has.
   * @returns milliseconds until the next try; 0 when the request is in the line again; null when it was tried for long
   * enough.
   */
  pause(echo: KoffiEcho, others: number, now: number): number | null {
    // With so many requests the system is full, and has room once one of them ends. If this one is refused then too,
    // their number is not the reason.
    if (others >= LEAST_ROOM && echo.refusedAt === null) {
      this.#room.wasRefused(others + 1, now);
      echo.refusedAt = now;
      this.#line.sendBack(echo);
      return 0;
    }
    // Other programs use most of the room and may be done soon. Waiting for our own requests could take for ever.
    if (echo.refusedAt === null || echo.pause === 0) echo.refusedAt = now;
    if (now - echo.refusedAt >= PATIENCE) return null;
    echo.pause = pauseAfter(echo.pause);
    echo.state = 'pausing';
    return echo.pause;
  }

  /** The pause of a request is over: it stands before those that came later. */
  resume(echo: KoffiEcho): void {
    echo.state = 'queued';
    this.#line.sendBack(echo);
  }

  clear(): void {
    this.#line.clear();
  }
}
