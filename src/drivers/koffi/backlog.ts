import type { KoffiEcho } from './koffiEcho.ts';
import { LEAST_ROOM, SystemRoom } from './systemRoom.ts';
import { WaitingLine } from './waitingLine.ts';

/** Milliseconds for which a request is tried again that the system has no room for. */
const PATIENCE = 2000;
/** Milliseconds from one try to the next, which double. */
const SHORTEST_PAUSE = 10;
const LONGEST_PAUSE = 160;

/** The requests that the system has no room for yet. */
export class Backlog {
  readonly #line = new WaitingLine<KoffiEcho>();
  readonly #room = new SystemRoom();

  get isEmpty(): boolean {
    return this.#line.isEmpty;
  }

  /** Whether a request need not wait, when the system has so many. */
  isOpen(count: number): boolean {
    return this.#line.isEmpty && this.#room.isLeft(count);
  }

  add(echo: KoffiEcho): void {
    this.#line.add(echo);
  }

  /** The next request that the system may have, when it has so many; undefined when there is none. */
  take(count: number, now: number): KoffiEcho | undefined {
    this.#room.reconsider(now);
    if (!this.#room.isLeft(count)) return undefined;
    let echo = this.#line.take();
    // Else it was dropped.
    while (echo !== undefined && echo.state !== 'queued') echo = this.#line.take();
    return echo;
  }

  /**
   * The system refused a request for want of room. It is tried again, and nobody waits for it: what looks like a lack of
   * room may be its destination's fault alone.
   *
   * @param others requests that the system has.
   * @returns milliseconds until the request is to come back; 0 when it stands in line again; null when it was tried for long
   * enough.
   */
  pause(echo: KoffiEcho, others: number, now: number): number | null {
    // With so many requests the system is full, and has room once one of them ends. Is this one refused then too, their
    // number is not the reason.
    if (others >= LEAST_ROOM && echo.refusedAt === null) {
      this.#room.wasRefused(others + 1, now);
      echo.refusedAt = now;
      this.#line.sendBack(echo);
      return 0;
    }
    // Other programs use most of the room and may be done soon. To wait for our own requests could take for ever.
    if (echo.refusedAt === null || echo.pause === 0) echo.refusedAt = now;
    if (now - echo.refusedAt >= PATIENCE) return null;
    echo.pause = Math.min(Math.max(echo.pause * 2, SHORTEST_PAUSE), LONGEST_PAUSE);
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
