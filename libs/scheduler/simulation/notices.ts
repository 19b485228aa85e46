import type { Command, SchedulerEvent } from '../src/events.ts';
import { describeCommand, describeRef, describeReport } from './describe.ts';

/** C6: what a run's watchers are shown, made from the journal alone. Its place is its number. */
export class Notices {
  readonly byRun = new Map<string, string[]>();

  add(event: SchedulerEvent, commands: readonly Command[]): void {
    const accepted = commands.some(({ type }) => type === 'accepted');
    if (accepted && event.type === 'run-submitted') this.#append(event.runId, 'submitted');
    if (accepted && event.type === 'attempt-reported') {
      const { ref, report } = event;
      this.#append(ref.runId, `${describeRef(ref)} ${describeReport(report)}`);
    }
    for (const command of commands) {
      if (
        command.type === 'run-ended' ||
        command.type === 'notice' ||
        command.type === 'member-cancelled'
      ) {
        this.#append(command.runId, describeCommand(command));
      } else if (command.type === 'attempt-ended') {
        this.#append(command.ref.runId, describeCommand(command));
      } else if (command.type === 'assign' && !command.again) {
        this.#append(command.ref.runId, describeCommand(command));
      }
    }
  }

  #append(runId: string, text: string): void {
    const texts = this.byRun.get(runId);
    if (texts) texts.push(text);
    else this.byRun.set(runId, [text]);
  }
}
