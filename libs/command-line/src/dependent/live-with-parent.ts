/**
 * A process that computes may be for minutes in a call of TensorFlow or of the file system, where it does not see that
 * its channel has closed: a thread of its own looks whether its parent is still there, and kills it when it is not.
 */
import { Worker } from 'node:worker_threads';
import { parentOfDependent } from '../signals/dependents.ts';

const LOOK_INTERVAL_MS = 1_000;

const parentPid = parentOfDependent(process.env);
// Without types, which would have to be stripped, it is there after a few milliseconds.
const LOOK = `setInterval(() => {
  if (process.ppid !== ${parentPid}) process.kill(process.pid, 'SIGKILL');
}, ${LOOK_INTERVAL_MS});`;
// It needs next to nothing; unasked, it would take as much memory as the process may.
const resourceLimits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };
if (parentPid !== undefined) new Worker(LOOK, { eval: true, resourceLimits }).unref();
