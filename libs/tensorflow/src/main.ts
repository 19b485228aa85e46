import { Interruption } from '@chorus/command-line';
import { examineHome, requireEnvironment, MachineError } from '@chorus/machine';
import { setUpTensorFlow } from './set-up-tensorflow.ts';

const FAILED = 1;
const USAGE_ERROR = 2;

const interruption = new Interruption();

try {
  requireEnvironment([examineHome(process.env)], (text) => process.stderr.write(`${text}\n`));
  const { kind } = await setUpTensorFlow({ signal: interruption.signal, rememberFailureMs: 0 });
  if (kind === 'fallback' && process.env['CHORUS_REQUIRE_TENSORFLOW'] === '1') {
    process.stderr.write('TensorFlow is required; CHORUS_REQUIRE_TENSORFLOW=0 goes on without\n');
    process.exitCode = FAILED;
  }
} catch (error) {
  if (interruption.signal.aborted) {
    process.stderr.write('interrupted; the next set-up continues\n');
    process.exitCode = interruption.exitStatus;
  } else if (error instanceof MachineError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = USAGE_ERROR;
  } else throw error;
}
