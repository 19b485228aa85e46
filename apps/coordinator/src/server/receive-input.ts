import { DatasetError, removeAbandoned, type FileReceiver } from '@chorus/data';
import { ChorusError } from '@chorus/proto';
import { dirname } from 'node:path';
import { asChorusError } from './as-chorus-error.ts';

/** A file that a client sends, from a place on. */
export interface SentInput {
  readonly sha256: string;
  /** Where the first chunk lies, in bytes; 0: at the beginning. */
  readonly offset: number;
  /** They end with an error when the client's connection does. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** What receives files of one kind. */
interface Receivers {
  open(path: string, sha256: string): Promise<FileReceiver<unknown>>;
  resume(path: string, sha256: string): Promise<FileReceiver<unknown>>;
}

/**
 * Takes a file; it is kept when it is whole and has its digest. When the chunks break off, what was received stays for a
 * later upload that goes on there.
 *
 * @throws ChorusError `unavailable` when what is to be gone on from is not here; `corrupt`
 */
export async function receiveInput(
  receivers: Receivers,
  path: string,
  { sha256, offset, chunks }: SentInput,
): Promise<void> {
  await asChorusError(async () => {
    const receiver = await (offset > 0
      ? receivers.resume(path, sha256)
      : receivers.open(path, sha256));
    try {
      requireBeginning(receiver, offset);
      for await (const chunk of chunks) await receiver.add(chunk);
      await receiver.finish();
    } catch (reason) {
      // What is wrong with the file, or finds no room, is not gone on from.
      if (reason instanceof DatasetError) await receiver.abort();
      throw reason;
    } finally {
      await receiver.leave();
      await removeAbandoned(dirname(path));
    }
  });
}

function requireBeginning({ beginning }: FileReceiver<unknown>, offset: number): void {
  if (beginning.bytes === offset) return;
  throw new ChorusError(
    'unavailable',
    `the coordinator has ${beginning.bytes} bytes of the file, not ${offset}: ask again where to go on`,
  );
}
