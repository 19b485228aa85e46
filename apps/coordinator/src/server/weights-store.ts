import {
  ContentReceiver,
  removeAbandoned,
  datasetFileChunks,
  weightsFilePath,
  type DatasetBeginning,
  type DatasetRest,
} from '@chorus/data';
import { ChorusError } from '@chorus/proto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { asChorusError } from './as-chorus-error.ts';
import { SENT_BYTES, type GivenFiles } from './given-files.ts';
import { receiveInput, USUAL_RULES, type InputRules, type SentInput } from './receive-input.ts';
import { requireSha256 } from './require-sha256.ts';

/** The weights with which training begins that this coordinator can give to workers, by the SHA-256 of their files. */
export class WeightsStore implements GivenFiles {
  readonly #home: string;
  readonly #rules: InputRules;

  /**
   * @param home the cache folder, CHORUS_HOME
   * @param rules what of the files that are sent is taken
   */
  constructor(home: string, rules: InputRules = USUAL_RULES) {
    this.#home = home;
    this.#rules = rules;
  }

  has(sha256: string): boolean {
    return existsSync(this.#path(sha256));
  }

  /** @throws ChorusError `not-found` when the weights are not here */
  requireHere(sha256: string): void {
    if (this.has(sha256)) return;
    throw new ChorusError(
      'not-found',
      `the coordinator has no weights ${sha256}: submit the run again, which sends them`,
    );
  }

  /** What of the file is missing to who has its beginning: files of one SHA-256 begin alike. */
  async rest(
    sha256: string,
    { bytes }: DatasetBeginning,
  ): Promise<DatasetRest<AsyncIterable<Buffer>>> {
    this.requireHere(sha256);
    return { start: bytes, chunks: datasetFileChunks(this.#path(sha256), SENT_BYTES, bytes) };
  }

  /** What is here of a file because an upload was cut off. */
  left(sha256: string): Promise<DatasetBeginning> {
    return asChorusError(() => ContentReceiver.left(this.#path(sha256)));
  }

  /** Deletes what uploads have left that nobody goes on with. */
  tidy(): Promise<void> {
    return removeAbandoned(dirname(weightsFilePath(this.#home, '')));
  }

  /** Takes a file; it is kept when it is whole and has this SHA-256. */
  receive(input: SentInput): Promise<void> {
    return receiveInput(ContentReceiver, this.#path(input.sha256), input, this.#rules);
  }

  #path(sha256: string): string {
    return weightsFilePath(this.#home, requireSha256(sha256));
  }
}
