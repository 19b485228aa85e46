// Loads TensorFlow and ends: what it says on standard error is the answer.
import { startBackend } from '@chorus/model';

await startBackend({ requested: 'tensorflow', allowCpu: true, threads: 1 });
