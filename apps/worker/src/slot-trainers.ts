/**
 * The trainer processes of a worker's slots. One that has trained its member waits for the next one of
 * its slot: that spares this one the loading of TensorFlow and of the dataset.
 *
 * TRAINER-1: what waits computes on the CPU and has nothing left of what it trained; it has itself
 *   made sure of that. GPU memory is given back only when a process ends, and a trainer that
 *   failed, was stopped or handed its member back ends, too.
 * TRAINER-2: a member gets a process that computes as it asks for: with the same backend and
 *   threads.
 * TRAINER-3: what becomes of a process before its task is no failure of anybody's: another one is
 *   started.
 * TRAINER-4: none waits for longer than a minute, and none outlives the worker.
 */
import { gpuEnvironment } from './gpu-environment.ts';
import { log } from './log.ts';
import type { ResolvedWorkerOptions } from './options.ts';
import { TrainerProcess, type TrainerEnd, type TrainerHooks } from './trainer-process.ts';
import type { TrainerTask } from './trainer/messages.ts';
import type { WaitingTrainer } from './waiting-trainer.ts';

/** The longest time that a trainer waits (TRAINER-4). */
const LONGEST_WAIT_MS = 60_000;

type SlotOptions = Pick<ResolvedWorkerOptions, 'trainerProgram' | 'gpus' | 'firstTrainer'>;

export class SlotTrainers {
  readonly #options: SlotOptions;
  readonly #longestWaitMs: number;
  readonly #waiting = new Map<number, WaitingTrainer & { readonly timer: NodeJS.Timeout }>();
  readonly #alive = new Set<Promise<unknown>>();
  #closed = false;

  constructor(options: SlotOptions, longestWaitMs = LONGEST_WAIT_MS) {
    this.#options = options;
    this.#longestWaitMs = longestWaitMs;
    const { firstTrainer } = options;
    if (!firstTrainer) return;
    this.#watch(firstTrainer.trainer);
    this.#keep(0, firstTrainer);
  }

  /** Trains one member in a slot that is free. @returns when the slot is free again */
  async train(slot: number, task: TrainerTask, hooks: TrainerHooks): Promise<TrainerEnd> {
    const waiting = await this.#take(slot, task);
    if (waiting) {
      let heard = false;
      const onMessage: TrainerHooks['onMessage'] = (message) => {
        heard = true;
        hooks.onMessage(message);
      };
      const end = await this.#trainIn(waiting, slot, task, { ...hooks, onMessage });
      const stopped = hooks.signal.aborted || hooks.handBack.aborted;
      if (heard || stopped || end.silentMs !== undefined) return end;
      log.warn('a trainer that waited has died: another one is started'); // TRAINER-3
    }
    const trainer = new TrainerProcess(this.#options.trainerProgram, this.#environment(slot));
    this.#watch(trainer);
    return this.#trainIn(trainer, slot, task, hooks);
  }

  /** Nobody trains any more: those that wait are ended. */
  close(): void {
    this.#closed = true;
    for (const [slot, { trainer }] of this.#waiting) {
      this.#forget(slot);
      trainer.kill();
    }
  }

  /** Resolves when no process is left. */
  async ended(): Promise<void> {
    await Promise.all(this.#alive);
  }

  async #trainIn(
    trainer: TrainerProcess,
    slot: number,
    task: TrainerTask,
    hooks: TrainerHooks,
  ): Promise<TrainerEnd> {
    const end = await trainer.train(task, hooks);
    if (trainer.isWaiting) this.#keep(slot, { trainer, start: task });
    return end;
  }

  #keep(slot: number, waiting: WaitingTrainer): void {
    const { trainer } = waiting;
    if (this.#closed) return trainer.kill();
    const timer = setTimeout(() => {
      this.#forget(slot);
      trainer.kill();
    }, this.#longestWaitMs);
    this.#waiting.set(slot, { ...waiting, timer });
  }

  /** TRAINER-2. @returns undefined when none waits that can be used; what waited then is gone */
  async #take(slot: number, task: TrainerTask): Promise<TrainerProcess | undefined> {
    const found = this.#waiting.get(slot);
    if (!found) return undefined;
    this.#forget(slot);
    const { trainer, start } = found;
    const fits = start.threads === task.threads && start.backend === task.backend;
    if (fits && trainer.isWaiting) return trainer;
    trainer.kill();
    await trainer.ended;
    return undefined;
  }

  #forget(slot: number): void {
    clearTimeout(this.#waiting.get(slot)?.timer);
    this.#waiting.delete(slot);
  }

  #watch(trainer: TrainerProcess): void {
    const ended = trainer.ended.finally(() => this.#alive.delete(ended));
    this.#alive.add(ended);
  }

  #environment(slot: number): NodeJS.ProcessEnv {
    const { gpus } = this.#options;
    return gpuEnvironment(gpus.length > 0 ? gpus[slot % gpus.length] : undefined);
  }
}
