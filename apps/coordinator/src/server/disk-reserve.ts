import { sizeInWords } from '@chorus/data';
import { stat, statfs } from 'node:fs/promises';
import { NoRoomError } from './no-room.ts';

/** So much of a file system stays free, or this share of it, if that is less: for the journal and what runs leave. */
const KEPT_BYTES = 1024 ** 3;
const KEPT_SHARE = 1 / 100;

/** Room that a file has been promised. */
export interface PromisedRoom extends Disposable {
  /** So many bytes of the file have been written since. */
  wrote(bytes: number): void;
}

/** What is to be written. */
export interface Coming {
  /** The folder in which it will be, which is there. */
  readonly folder: string;
  readonly bytes: number;
  /** For the message: `the dataset`. */
  readonly what: string;
}

/**
 * The room on disk that others may fill: not all of it, since the coordinator must always be able to write its journal and what runs leave.
 *
 * ROOM-1: A file whose size is known begins when there is room for all of it, beside those that are coming.
 * ROOM-2: No piece is written that leaves less free than is to stay so, whatever else fills the disk meanwhile.
 */
export class DiskReserve {
  readonly #keepFree: number | undefined;
  /** Bytes that are still to come, by file system. */
  readonly #promised = new Map<number, number>();

  /** @param keepFreeBytes what stays free; default: 1 GiB, or a hundredth of the file system if that is less */
  constructor(keepFreeBytes?: number) {
    this.#keepFree = keepFreeBytes;
  }

  /** Promises a file its room (ROOM-1). @throws NoRoomError */
  async promise(coming: Coming): Promise<PromisedRoom> {
    const { dev } = await stat(coming.folder);
    const free = await this.#room(coming);
    // Between this and its own promise nobody else is promised anything.
    this.#require(coming, free, this.#promised.get(dev) ?? 0);
    let left = coming.bytes;
    const change = (bytes: number) => {
      const rest = (this.#promised.get(dev) ?? 0) + bytes;
      if (rest > 0) this.#promised.set(dev, rest);
      else this.#promised.delete(dev);
    };
    change(left);
    const less = (bytes: number) => {
      const taken = Math.min(bytes, left);
      left -= taken;
      change(-taken);
    };
    return { wrote: less, [Symbol.dispose]: () => less(left) };
  }

  /** Sees that a piece may be written (ROOM-2). @throws NoRoomError */
  async require(coming: Coming): Promise<void> {
    this.#require(coming, await this.#room(coming), 0);
  }

  async #room({ folder }: Coming) {
    const { bavail, blocks, bsize } = await statfs(folder);
    const size = blocks * bsize;
    return {
      free: bavail * bsize,
      size,
      kept: this.#keepFree ?? Math.min(KEPT_BYTES, size * KEPT_SHARE),
    };
  }

  #require(
    { folder, bytes, what }: Coming,
    { free, size, kept }: { readonly free: number; readonly size: number; readonly kept: number },
    promised: number,
  ): void {
    if (bytes <= free - kept - promised) return;
    const others = promised > 0 ? `, and ${sizeInWords(promised)} are coming` : '';
    const message =
      `the coordinator's disk (${folder}) has ${sizeInWords(free)} free, of which ${sizeInWords(kept)} stay so${others}: ` +
      `there is no room for ${sizeInWords(bytes)} of ${what}`;
    throw new NoRoomError(message, bytes > size - kept);
  }
}
