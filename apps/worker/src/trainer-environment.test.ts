import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { assignmentOf, WorkerBench } from './testing/worker-bench.ts';

const SECRETS = {
  CHORUS_JOIN_TOKEN: 'secret-1',
  AWS_SECRET_ACCESS_KEY: 'secret-2',
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=secret-3',
  https_proxy: 'http://user:secret-4@127.0.0.1:1',
};

test.runIf(process.platform === 'linux')(
  'a trainer that runs has none of the secrets of its worker, and what TensorFlow goes by',
  async () => {
    for (const [name, value] of Object.entries(SECRETS)) vi.stubEnv(name, value);
    vi.stubEnv('TF_XLA_FLAGS', '--tf_xla_auto_jit=2');
    onTestFinished(() => void vi.unstubAllEnvs());
    await using bench = await WorkerBench.start();
    const session = await bench.coordinator.welcomeNext();
    session.send(assignmentOf(1));
    const { pid } = await bench.trainers.next();
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    expect(environment).not.toContain('secret-');
    expect(environment).toContain('TF_XLA_FLAGS=--tf_xla_auto_jit=2\0');
    expect(environment).toContain(`PATH=${process.env['PATH']}\0`);
  },
);
