import { credentialsAt } from '@chorus/client';
import { COMMANDS } from '@chorus/command-line/commands';

/** What adds a worker to the coordinator at HOST:PORT, as a part of a sentence. */
export async function workerCommand(address: string): Promise<string> {
  if (!(await credentialsAt(address))) return `'${COMMANDS.worker} serve --coordinator ${address}'`;
  return `'${COMMANDS.worker} serve --join TOKEN', with what '${COMMANDS.chorus} token create' prints at the coordinator,`;
}
