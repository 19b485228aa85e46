import { DatasetError, removeAbandoned, sizeInWords, type FileReceiver } from '@chorus/data';
import { ChorusError } from '@chorus/proto';
import { dirname } from 'node:path';
import { asChorusError } from './as-chorus-error.ts';
import { DiskReserve, type Coming, type PromisedRoom } from './disk-reserve.ts';
import { isNoRoom, NoRoomError } from './no-room.ts';

/** The dataset of a large archive of pictures, many times over. */
export const DEFAULT_INPUT_BYTES = 256e9;

/** Room on disk is made in minutes, not seconds. */
const NO_ROOM_RETRY_MS = 10_000;

/** A file that a client sends, from a place on. */
export interface SentInput {
  readonly sha256: string;
  /** Where the first chunk lies, in bytes; 0: at the beginning. */
  readonly offset: number;
  /** They end with an error when the client's connection does. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** What of the files that clients send is taken. */
export interface InputRules {
  /** The most bytes of one. */
  readonly mostBytes: number;
  readonly reserve: DiskReserve;
}

/** Where nothing else was asked for. */
export const USUAL_RULES: InputRules = {
  mostBytes: DEFAULT_INPUT_BYTES,
  reserve: new DiskReserve(),
};

/** What receives files of one kind. */
interface Receivers {
  open(path: string, sha256: string): Promise<FileReceiver<unknown>>;
  resume(path: string, sha256: string): Promise<FileReceiver<unknown>>;
}

/**
 * Takes a file; it is kept when it is whole and has its digest. When the chunks break off, what was received stays for a
 * later upload that goes on there.
 *
 * @throws ChorusError `unavailable` when what is to be gone on from is not here, or there is no room on disk; `refused` when the file is
 *   too large, as soon as that shows; `corrupt`
 */
export async function receiveInput(
  receivers: Receivers,
  path: string,
  { sha256, offset, chunks }: SentInput,
  rules: InputRules,
): Promise<void> {
  await asChorusError(() =>
    whereThereIsRoom(async () => {
      const receiver = await (offset > 0
        ? receivers.resume(path, sha256)
        : receivers.open(path, sha256));
      using arriving = new ArrivingInput(receiver, dirname(path), rules);
      try {
        requireBeginning(receiver, offset);
        for await (const chunk of chunks) await arriving.add(chunk);
        await receiver.finish();
      } catch (reason) {
        if (isNoRoom(reason) || isWrong(reason)) await receiver.abort();
        throw reason;
      } finally {
        await receiver.leave();
        await removeAbandoned(dirname(path));
      }
    }),
  );
}

/** What arrives of a file, within the rules: what its header says of its size decides, before its bytes come. */
class ArrivingInput implements Disposable {
  readonly #receiver: FileReceiver<unknown>;
  readonly #folder: string;
  readonly #rules: InputRules;
  #room: PromisedRoom | undefined;

  constructor(receiver: FileReceiver<unknown>, folder: string, rules: InputRules) {
    this.#receiver = receiver;
    this.#folder = folder;
    this.#rules = rules;
  }

  /** @throws ChorusError `refused` when the file is too large; NoRoomError; DatasetError */
  async add(chunk: Uint8Array): Promise<void> {
    const { mostBytes, reserve } = this.#rules;
    const before = this.#receiver.beginning.bytes;
    if (before + chunk.length > mostBytes) throw tooLarge(before + chunk.length, mostBytes);
    const coming = { folder: this.#folder, bytes: chunk.length, what: 'a file that is sent' };
    await reserve.require(coming);
    await this.#receiver.add(chunk);
    this.#room?.wrote(chunk.length);
    this.#room ??= await this.#promised();
  }

  [Symbol.dispose](): void {
    this.#room?.[Symbol.dispose]();
  }

  /** The room of the rest, as soon as it is known how much that is. */
  async #promised(): Promise<PromisedRoom | undefined> {
    const { totalBytes, beginning } = this.#receiver;
    const { mostBytes, reserve } = this.#rules;
    if (totalBytes === undefined) return undefined;
    if (totalBytes > mostBytes) throw tooLarge(totalBytes, mostBytes);
    const bytes = totalBytes - beginning.bytes;
    const coming: Coming = { folder: this.#folder, bytes, what: 'the dataset' };
    try {
      return await reserve.promise(coming);
    } catch (error) {
      if (!(error instanceof NoRoomError)) throw error;
      // What others have left makes way for what comes.
      await removeAbandoned(this.#folder, { most: 0 });
      return await reserve.promise(coming);
    }
  }
}

function requireBeginning({ beginning }: FileReceiver<unknown>, offset: number): void {
  if (beginning.bytes === offset) return;
  throw new ChorusError(
    'unavailable',
    `the coordinator has ${beginning.bytes} bytes of the file, not ${offset}: ask again where to go on`,
  );
}

/** Whether the file itself is to blame, so that it is not gone on from, and not how it comes. */
function isWrong(reason: unknown): boolean {
  if (reason instanceof ChorusError) return reason.code !== 'unavailable';
  return reason instanceof DatasetError;
}

/** Does what may find no room on disk, which the caller is told as such: later there may be some. */
async function whereThereIsRoom<Result>(action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (reason) {
    if (!isNoRoom(reason)) throw reason;
    const { message } = reason as Error;
    if (reason instanceof NoRoomError && reason.isForEver) {
      const remedy = 'give the coordinator a larger disk';
      throw new ChorusError('refused', `${message}, nor would there be on an empty one: ${remedy}`);
    }
    const options = { cause: reason, retryAfterMs: NO_ROOM_RETRY_MS };
    throw new ChorusError('unavailable', message, options);
  }
}

function tooLarge(bytes: number, mostBytes: number): ChorusError {
  const problem = `the file has ${sizeInWords(bytes)} or more, and this coordinator takes ${sizeInWords(mostBytes)} at most`;
  return new ChorusError('refused', `${problem}: 'chorus serve --dataset-limit' sets it`);
}
