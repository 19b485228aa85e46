import { MachineError } from '../machine/machine-error.ts';
import { endRequests, exitStatusOf, type EndSignal } from '../signals/end-requests.ts';
import { setUpTensorFlow } from './set-up-tensorflow.ts';

const USAGE_ERROR = 2;

const controller = new AbortController();
let received: EndSignal | undefined;
endRequests().subscribe((signal) => {
  if (received) process.exit(exitStatusOf(received));
  received = signal;
  controller.abort();
});

try {
  await setUpTensorFlow({ signal: controller.signal, rememberFailureMs: 0 });
} catch (error) {
  if (received) {
    process.stderr.write('interrupted; the next set-up continues\n');
    process.exitCode = exitStatusOf(received);
  } else if (error instanceof MachineError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = USAGE_ERROR;
  } else throw error;
}
