import { setUpTensorFlow } from './set-up-tensorflow.ts';

const INTERRUPTED_STATUS = 130;

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => controller.abort());

try {
  await setUpTensorFlow({ signal: controller.signal, rememberFailureMs: 0 });
} catch (error) {
  if (!controller.signal.aborted) throw error;
  process.stderr.write('interrupted; the next set-up continues\n');
  process.exitCode = INTERRUPTED_STATUS;
}
