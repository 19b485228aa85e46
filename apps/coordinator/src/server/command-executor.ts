import { ChorusError, encodeRunConfig, encodeRunMember } from '@chorus/proto';
import type { Command } from '@chorus/scheduler';
import { isContinued } from '@chorus/scheduler';
import { findLive, type SchedulerState } from '@chorus/scheduler';
import type { Run } from '../run/run.ts';
import type { EnsembleResults } from './ensemble-results.ts';
import type { Step } from './ledger.ts';
import type { Roster } from './roster.ts';
import type { RunBook } from './run-book.ts';
import type { Take } from './taken.ts';

type Assign = Extract<Command, { type: 'assign' }>;

export interface CommandExecutorOptions {
  readonly state: SchedulerState;
  readonly runs: RunBook;
  readonly roster: Roster;
  readonly results: EnsembleResults;
  readonly take: Take;
  /** Told what is odd but no error. */
  readonly warn: (message: string) => void;
}

/** Carries out what the scheduler has decided: tells workers, removes files, has results computed. */
export class CommandExecutor {
  readonly #options: CommandExecutorOptions;

  constructor(options: CommandExecutorOptions) {
    this.#options = options;
  }

  /** @returns the steps of it, one for each command, in their order */
  carryOut(commands: readonly Command[]): Step[] {
    return commands.map((command) => () => this.#carryOutOne(command));
  }

  #carryOutOne(command: Command): void {
    const { runs, roster, results, take } = this.#options;
    switch (command.type) {
      case 'assign':
        this.#assign(command);
        return;
      case 'stop':
        roster.session(command.workerId)?.stop(command.ref, command.reason);
        return;
      case 'acknowledge':
        roster.session(command.workerId)?.acknowledge(command.ref, command.sequence);
        return;
      case 'result-accepted':
        roster.session(command.workerId)?.send({ accepted: command.ref });
        return;
      case 'drain':
        roster.session(command.workerId)?.send({ drain: {} });
        return;
      case 'disconnect': {
        const { worker, reason, refused } = command;
        const error = new ChorusError(refused ? 'refused' : 'unavailable', reason);
        roster.sessionOf(worker)?.disconnect(error);
        return;
      }
      case 'checkpoint-obsolete':
        this.#removeArtifact(runs.get(command.runId), command.sha256);
        return;
      case 'add-member': {
        const { runId, member, backupOf } = command;
        take({ type: 'member-added', runId, member, backupOf });
        return;
      }
      case 'validate-ensemble':
        results.validate(runs.get(command.runId), command.members);
        return;
      case 'sum-up':
        results.sumUp(runs.get(command.runId));
        return;
      case 'accepted':
      case 'attempt-ended':
      case 'member-cancelled':
      case 'notice':
      case 'member-added':
      case 'run-stopped':
      case 'run-ended':
        return;
    }
  }

  #assign({ workerId, ref, resume }: Assign): void {
    const { state, runs, roster } = this.#options;
    // It may be over since: the worker was started anew before this was released.
    const live = findLive(state, workerId, ref);
    if (!live) return;
    const run = runs.get(ref.runId);
    const assignment = {
      attempt: ref,
      config: encodeRunConfig(run.config),
      member: encodeRunMember(run.resolved(ref.member)),
      resume: resume ?? null,
      checkpointAtEnd: isContinued(live.run, ref.member),
    };
    roster.session(workerId)?.send({ assignment });
  }

  #removeArtifact({ runId, folder }: Run, sha256: string): void {
    try {
      folder.artifacts.remove(sha256);
    } catch (error) {
      this.#options.warn(`run ${runId} keeps a file too many: ${(error as Error).message}`);
    }
  }
}
