import { endRequests, exitStatusOf, type EndSignal } from '../signals/end-requests.ts';
import { setUpTensorFlow } from './set-up-tensorflow.ts';

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
  if (!received) throw error;
  process.stderr.write('interrupted; the next set-up continues\n');
  process.exitCode = exitStatusOf(received);
}
