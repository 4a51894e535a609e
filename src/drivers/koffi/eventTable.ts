import type { NativeMemory, WindowsApi } from './iphlpapi.ts';

/** MAXIMUM_WAIT_OBJECTS. */
const CHUNK = 64;

interface Chunk {
  /** Its events' handles, as `WaitForMultipleObjects` wants them. */
  readonly handles: NativeMemory;
  readonly first: number;
  readonly free: number[];
  created: number;
}

/**
 * Events for requests, numbered from 0. They are made when they are needed, never closed, and reset when their signal
 * is seen.
 */
export class EventTable {
  readonly #api: WindowsApi;
  readonly #chunks: Chunk[] = [];

  constructor(api: WindowsApi) {
    this.#api = api;
  }

  /** @returns the number of an event that is not signalled, and its handle; null when there are no more. */
  take(): { readonly event: number; readonly handle: number } | null {
    const chunk = this.#chunks.find(({ free, created }) => free.length > 0 || created < CHUNK) ?? this.#grow();
    if (chunk === null) return null;
    const index = chunk.free.pop() ?? this.#create(chunk);
    return index === null ? null : { event: chunk.first + index, handle: this.#handleAt(chunk, index) };
  }

  /** Gives back an event whose signal was seen, or whose request was not accepted. */
  release(event: number): void {
    const chunk = this.#chunks[Math.floor(event / CHUNK)]!;
    chunk.free.push(event - chunk.first);
  }

  /** Calls `onSignal` for each event that is signalled, without waiting. */
  collect(onSignal: (event: number) => void): void {
    const { pointerSize } = this.#api;
    for (const { handles, first, free, created } of this.#chunks) {
      if (free.length === created) continue;
      // The call tells the first event that is signalled, and resets it.
      for (let from = 0; from < created;) {
        const address = handles.address + from * pointerSize;
        const found = this.#api.WaitForMultipleObjects(created - from, address, 0, 0);
        if (found >= created - from) break;
        onSignal(first + from + found);
        from += found + 1;
      }
    }
  }

  #grow(): Chunk | null {
    const handles = this.#api.allocate(CHUNK * this.#api.pointerSize);
    if (handles === null) return null;
    const chunk = { handles, first: this.#chunks.length * CHUNK, free: [], created: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }

  #create(chunk: Chunk): number | null {
    const handle = this.#api.CreateEventW(0, 0, 0, 0);
    if (handle === 0) return null;
    const { view } = chunk.handles;
    if (this.#api.pointerSize === 4) view.setUint32(chunk.created * 4, handle, true);
    else view.setBigInt64(chunk.created * 8, BigInt(handle), true);
    return chunk.created++;
  }

  #handleAt({ handles: { view } }: Chunk, index: number): number {
    return this.#api.pointerSize === 4 ? view.getUint32(index * 4, true) : Number(view.getBigInt64(index * 8, true));
  }
}
