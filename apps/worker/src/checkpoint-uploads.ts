/**
 * The checkpoints of one attempt on their way to the coordinator, which training never waits for.
 *
 * K1: one is uploaded at a time, and of those that wait meanwhile only the newest is kept.
 * K2: an upload that failed for good is the end: `failed` is aborted with the reason, and no other
 *     begins.
 */
export interface TrainerCheckpoint {
  /** Finished epochs, 1 or more. */
  readonly epoch: number;
  /** The checkpoint's bytes, as libs/model writes them. */
  readonly bytes: Uint8Array;
}

export class CheckpointUploads {
  readonly #upload: (checkpoint: TrainerCheckpoint) => Promise<void>;
  readonly #failed = new AbortController();
  #waiting: TrainerCheckpoint | undefined;
  #underWay: Promise<void> | undefined;

  /** @param upload resolves when the coordinator has it and was told so */
  constructor(upload: (checkpoint: TrainerCheckpoint) => Promise<void>) {
    this.#upload = upload;
  }

  /** The signal that an upload has failed for good (K2). */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /** Uploads a checkpoint, now or after the one under way (K1). */
  add(checkpoint: TrainerCheckpoint): void {
    this.#waiting = checkpoint;
    this.#underWay ??= this.#uploadWaiting().finally(() => (this.#underWay = undefined));
  }

  /** Forgets the one that waits; the one that is being uploaded goes on. */
  dropWaiting(): void {
    this.#waiting = undefined;
  }

  /**
   * Resolves when none is under way and none waits.
   *
   * @throws what made an upload fail for good
   */
  async settled(): Promise<void> {
    await this.#underWay;
    this.failed.throwIfAborted();
  }

  async #uploadWaiting(): Promise<void> {
    while (this.#waiting && !this.failed.aborted) {
      const checkpoint = this.#waiting;
      this.#waiting = undefined;
      await this.#upload(checkpoint).catch((error) => this.#failed.abort(error));
    }
  }
}
