import type { AttemptRef } from '../src/attempt.ts';
import type { FailureKind } from '../src/failures.ts';
import type { Report, WorkerRef } from '../src/events.ts';
import type { CheckpointRef } from '../src/member.ts';
import { describeRef } from './describe.ts';
import type { CoordinatorMessage, WorkerMessage } from './messages.ts';
import * as script from './scripted-events.ts';
import { weightsDigest, firstWeights, predict, trainEpoch } from './training.ts';
import type { Random } from './random.ts';
import { nameOfMember, type Surroundings } from './surroundings.ts';

/** The worker's process that holds an attempt. */
interface Holder {
  readonly world: Surroundings;
  readonly worker: WorkerRef;
  readonly machine: { readonly epochMs: number; readonly isBad: boolean };
  readonly random: Random;
  /** Its connection carries something, as far as anybody can tell. */
  readonly isInTouch: boolean;
  later(delayMs: number, action: () => void): void;
  send(message: WorkerMessage): void;
  /** Forgets an attempt that is over. */
  drop(ref: AttemptRef): void;
}

/**
 * An attempt that a virtual worker holds, and its trainer.
 *
 * Reports are numbered from 1 and kept until they are acknowledged (REPORT-1, REPORT-2). A checkpoint
 * is reported when its file was acknowledged; training goes on meanwhile, but the last report waits
 * for it.
 */
export class VirtualAttempt {
  readonly ref: AttemptRef;
  /** Its trainer runs. */
  training = false;
  /** The newest report's number. */
  reported = 0;
  readonly #process: Holder;
  readonly #assignment: CoordinatorMessage & { type: 'assign' };
  #weights: number;
  #epoch = 0;
  #kept: { readonly sequence: number; readonly report: Report }[] = [];
  /** The weights of files that are on their way, by epoch. */
  readonly #uploads = new Map<number, number>();
  #handsBack = false;
  /** Waits for the uploads. */
  #last: Report | undefined;
  #reportedLast = false;
  #ended = false;

  constructor(process: Holder, assignment: CoordinatorMessage & { type: 'assign' }) {
    this.#process = process;
    this.ref = assignment.ref;
    this.#assignment = assignment;
    this.#weights = firstWeights(assignment.seed);
  }

  /** Gets the checkpoint, if there is one, and starts the trainer. */
  begin(): void {
    const { resume } = this.#assignment;
    if (resume) this.#later(this.#between(20, 200), () => this.#fetch(resume));
    else this.#later(this.#between(20, 1_000), () => this.#start());
  }

  /** Nothing of it is wanted any more. */
  end(): void {
    this.#ended = true;
    this.training = false;
  }

  /** After the epoch under way; at once if no trainer runs. */
  handBack(): void {
    this.#handsBack = true;
    if (!this.training) this.#endWhenUploaded(script.handedBack);
  }

  acknowledge(sequence: number): void {
    this.#kept = this.#kept.filter((report) => report.sequence > sequence);
    if (this.#reportedLast && this.#kept.length === 0) this.#process.drop(this.ref);
  }

  uploaded(epoch: number): void {
    const weights = this.#uploads.get(epoch);
    if (weights === undefined || this.#reportedLast) return;
    this.#uploads.delete(epoch);
    this.#report(script.checkpoint(epoch, weightsDigest(weights)));
    if (this.#last) this.#endWhenUploaded(this.#last);
  }

  /** On a new connection, or for no reason. */
  sendKept(): void {
    for (const [epoch, weights] of this.#uploads) this.#sendUpload(epoch, weights);
    for (const { sequence, report } of this.#kept) this.#send(sequence, report);
  }

  fail(kind: FailureKind): void {
    this.training = false;
    this.#process.world.guilty.add(describeRef(this.ref));
    // A trainer that hangs is found out later.
    const delayMs = kind === 'trainer-hung' ? this.#between(3_000, 10_000) : 10;
    this.#later(delayMs, () => this.#reportLast(script.failure(kind)));
  }

  #fetch({ epoch, sha256 }: CheckpointRef): void {
    const { world, worker } = this.#process;
    const coordinator = this.#process.isInTouch ? world.coordinator : undefined;
    const weights = coordinator?.fetchCheckpoint(worker, this.ref, sha256);
    if (weights === undefined) {
      this.#later(1_000, () => this.#fetch({ epoch, sha256 }));
    } else if (weights === 'refused') {
      world.count('assigned-in-vain');
      this.#process.drop(this.ref);
    } else {
      this.#weights = weights;
      this.#epoch = epoch;
      this.#start();
    }
  }

  #start(): void {
    if (this.#handsBack) return;
    this.training = true;
    this.#report(script.started);
    this.#trainOn();
  }

  #trainOn(): void {
    const { machine } = this.#process;
    if (machine.isBad) {
      this.#process.world.count('failed-on-bad-machine');
      this.fail('trainer-crashed');
    } else if (this.#process.world.badRuns.has(this.ref.runId)) {
      this.#process.world.count('failed-in-bad-run');
      this.#later(this.#between(10, 4_000), () => this.fail('trainer-crashed'));
    } else if (this.#epoch > 0 && this.#process.world.diverging.has(nameOfMember(this.ref))) {
      this.#process.world.count('member-diverged');
      this.fail('diverged');
    } else if (this.#epoch === this.#assignment.epochs) {
      if (this.#epoch === 0) this.#process.world.count('predicted-untrained');
      this.#later(this.#between(50, 300), () => this.#predict());
    } else {
      this.#later(this.#between(0.5, 1.5) * machine.epochMs, () => this.#finishEpoch());
    }
  }

  #finishEpoch(): void {
    if (!this.training) return;
    const { epochs, seed, checkpointAtEnd } = this.#assignment;
    this.#epoch += 1;
    this.#weights = trainEpoch(this.#weights, seed, this.#epoch);
    this.#report(script.epoch(this.#epoch));
    const wanted = this.#handsBack || (checkpointAtEnd && this.#epoch === epochs);
    if (wanted || this.#process.random.chance(0.8)) this.#upload();
    if (!this.#handsBack) {
      this.#trainOn();
      return;
    }
    this.training = false;
    this.#endWhenUploaded(script.handedBack);
  }

  #predict(): void {
    if (!this.training) return;
    this.#report(script.predicting);
    this.#later(this.#between(100, 1_000), () => {
      if (!this.training) return;
      this.training = false;
      this.#endWhenUploaded(script.result(predict(this.#weights)));
    });
  }

  #upload(): void {
    this.#uploads.set(this.#epoch, this.#weights);
    this.#sendUpload(this.#epoch, this.#weights);
  }

  #sendUpload(epoch: number, weights: number): void {
    this.#process.send({ type: 'upload', ref: this.ref, epoch, weights });
  }

  #endWhenUploaded(report: Report): void {
    this.#last ??= report;
    if (this.#uploads.size === 0) this.#reportLast(this.#last);
  }

  #reportLast(report: Report): void {
    if (this.#reportedLast) return;
    this.#reportedLast = true;
    this.#report(report);
  }

  #report(report: Report): void {
    this.reported += 1;
    this.#kept.push({ sequence: this.reported, report });
    this.#send(this.reported, report);
  }

  #send(sequence: number, report: Report): void {
    this.#process.send({ type: 'report', ref: this.ref, sequence, report });
  }

  #between(low: number, high: number): number {
    return this.#process.random.between(low, high);
  }

  #later(delayMs: number, action: () => void): void {
    this.#process.later(delayMs, () => {
      if (!this.#ended) action();
    });
  }
}
