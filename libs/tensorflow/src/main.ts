import { endRequests, exitStatusOf, type EndSignal } from '@chorus/command-line';
import { examineHome, requireEnvironment, MachineError } from '@chorus/machine';
import { setUpTensorFlow } from './set-up-tensorflow.ts';

const FAILED = 1;
const USAGE_ERROR = 2;

const controller = new AbortController();
let received: EndSignal | undefined;
endRequests().subscribe((signal) => {
  if (received) process.exit(exitStatusOf(received));
  received = signal;
  controller.abort();
});

try {
  requireEnvironment([examineHome(process.env)], (text) => process.stderr.write(`${text}\n`));
  const { kind } = await setUpTensorFlow({ signal: controller.signal, rememberFailureMs: 0 });
  if (kind === 'fallback' && process.env['CHORUS_REQUIRE_TENSORFLOW'] === '1') {
    process.stderr.write('TensorFlow is required; CHORUS_REQUIRE_TENSORFLOW=0 goes on without\n');
    process.exitCode = FAILED;
  }
} catch (error) {
  if (received) {
    process.stderr.write('interrupted; the next set-up continues\n');
    process.exitCode = exitStatusOf(received);
  } else if (error instanceof MachineError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = USAGE_ERROR;
  } else throw error;
}
