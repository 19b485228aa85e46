/**
 * Imported second. A trainer may be for minutes in a call of TensorFlow or of the file system, where
 * it does not see that its channel has closed: a thread of its own looks whether the worker is
 * still there, and kills the process when it is not.
 */
import { parentOfDependent } from '@chorus/command-line';
import { Worker } from 'node:worker_threads';

const LOOK_INTERVAL_MS = 1_000;

const workerPid = parentOfDependent(process.env);
// Without types, which would have to be stripped, it is there after a few milliseconds.
const LOOK = `setInterval(() => {
  if (process.ppid !== ${workerPid}) process.kill(process.pid, 'SIGKILL');
}, ${LOOK_INTERVAL_MS});`;
// It needs next to nothing; unasked, it would take as much memory as the trainer may.
const resourceLimits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };
if (workerPid !== undefined) new Worker(LOOK, { eval: true, resourceLimits }).unref();
