import { ask } from '@chorus/client';
import { workerCommand } from '../worker-command.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** Says what to do where a coordinator has no worker. @param address HOST:PORT */
export async function noteMissingWorkers(address: string, reporter: Reporter): Promise<void> {
  const { workers } = await ask(address, 'ListWorkers', {});
  if (workers.length > 0) return;
  reporter.note(`waiting for a worker: ${await workerCommand(address)} starts one`);
}
