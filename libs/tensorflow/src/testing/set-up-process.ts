// Runs the set-up in a process of its own; its argument is a SetUpOptions as JSON.
import type { SetUpOptions } from '../context.ts';
import { setUpTensorFlow } from '../set-up-tensorflow.ts';

const options = JSON.parse(process.argv[2]!) as SetUpOptions;
const outcome = await setUpTensorFlow(options);
process.stdout.write(JSON.stringify(outcome));
