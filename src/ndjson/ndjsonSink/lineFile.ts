import type { FileSystem, OpenFile } from '#platform';
import { rotate } from './rotate.ts';

interface LineFileSettings {
  readonly maxBytes: number;
  readonly keep: number;
  readonly fsync: boolean;
}

const NEWLINE = 10;

/** A file of lines that grows. One thing is done to it at a time, in the order of the calls. */
export class LineFile {
  readonly #fs: FileSystem;
  readonly #path: string;
  readonly #settings: LineFileSettings;
  #handle: OpenFile | null = null;
  #size = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(fs: FileSystem, path: string, settings: LineFileSettings) {
    this.#fs = fs;
    this.#path = path;
    this.#settings = settings;
  }

  /** Either all of it is in the file, or nothing. */
  append(lines: string): Promise<void> {
    return this.#inTurn(async () => {
      const bytes = new TextEncoder().encode(lines);
      let handle = await this.#open();
      if (this.#size > 0 && this.#size + bytes.length > this.#settings.maxBytes) {
        await this.#release();
        await rotate(this.#fs, this.#path, this.#settings.keep);
        handle = await this.#open();
      }
      await this.#write(handle, bytes);
    });
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#release());
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #open(): Promise<OpenFile> {
    if (this.#handle !== null) return this.#handle;
    const handle = await this.#fs.open(this.#path, 'a+');
    try {
      this.#size = (await handle.stat()).size;
      if (this.#size > 0 && (await lastByte(handle, this.#size)) !== NEWLINE) {
        // A process that has died in the middle of a line. Else the first line of ours would be lost with it.
        await handle.appendFile('\n');
        this.#size++;
      }
    } catch (error) {
      await handle.close();
      throw error;
    }
    return (this.#handle = handle);
  }

  async #write(handle: OpenFile, bytes: Uint8Array): Promise<void> {
    try {
      await handle.appendFile(bytes);
      if (this.#settings.fsync) await handle.datasync();
      this.#size += bytes.length;
    } catch (error) {
      await this.#takeBack(handle);
      throw error;
    }
  }

  /** Cuts off what a write has left that has failed. It works on a full disk too. */
  async #takeBack(handle: OpenFile): Promise<void> {
    // What failed first is told. Opened again, the file is looked at anew.
    const ignore = (): void => undefined;
    // Somebody may have emptied the file meanwhile: it must not grow here.
    const cut = async (): Promise<void> => {
      if ((await handle.stat()).size > this.#size) await handle.truncate(this.#size);
    };
    await cut().catch(ignore);
    await this.#release().catch(ignore);
  }

  async #release(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }
}

async function lastByte(handle: OpenFile, size: number): Promise<number> {
  const byte = new Uint8Array(1);
  await handle.read(byte, 0, 1, size - 1);
  return byte[0]!;
}
