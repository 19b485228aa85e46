/** The commands that tell a coordinator to do something: `cancel`, `delete`, `drain`. */
import { ask } from '@chorus/client';
import { ChorusError } from '@chorus/proto';
import { coordinatorAddress } from '../coordinator-address.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { printLines } from '../terminal/print-lines.ts';

/** Stops a run's trainers and ends it. @returns the exit status */
export async function cancel(runId: string, coordinator?: string): Promise<number> {
  const address = coordinatorAddress(coordinator);
  // To the coordinator an empty name is the newest run.
  if (runId === '') throw new ChorusError('invalid', "RUN is empty: 'chorus runs' lists the runs");
  await ask(address, 'CancelRun', { runId });
  printLines([`run ${runId} is cancelled; its folder keeps what its members finished`]);
  return EXIT_STATUS.succeeded;
}

/** Deletes a run that has ended, and its folder. @returns the exit status */
export async function deleteRun(runId: string, coordinator?: string): Promise<number> {
  const address = coordinatorAddress(coordinator);
  if (runId === '') throw new ChorusError('invalid', "RUN is empty: 'chorus runs' lists the runs");
  const { folderProblem } = await ask(address, 'DeleteRun', { runId });
  const folder = folderProblem === '' ? ', and its folder' : `; ${folderProblem}`;
  printLines([`run ${runId} is deleted${folder}`]);
  return EXIT_STATUS.succeeded;
}

/** Lets a worker end its epochs, hand its members back, and leave. @returns the exit status */
export async function drain(workerId: string, coordinator?: string): Promise<number> {
  const address = coordinatorAddress(coordinator);
  await ask(address, 'DrainWorker', { workerId });
  printLines([`worker ${workerId} gets no more members, and leaves when its epochs have ended`]);
  return EXIT_STATUS.succeeded;
}
