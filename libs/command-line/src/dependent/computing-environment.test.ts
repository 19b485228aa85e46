import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { computingEnvironment } from './computing-environment.ts';

const SECRETS = {
  AWS_ACCESS_KEY_ID: 's',
  AWS_SECRET_ACCESS_KEY: 's',
  AZURE_CLIENT_SECRET: 's',
  GITHUB_TOKEN: 's',
  GOOGLE_APPLICATION_CREDENTIALS: 's',
  HF_TOKEN: 's',
  http_proxy: 'http://user:s@proxy:3128',
  HTTPS_PROXY: 'http://user:s@proxy:3128',
  NODE_AUTH_TOKEN: 's',
  OTEL_EXPORTER_OTLP_HEADERS: 'authorization=s',
  PGPASSWORD: 's',
  SLURM_JWT: 's',
  SSH_AUTH_SOCK: '/tmp/s',
  CHORUS_JOIN_TOKEN: 's',
  CHORUS_SIGNING_KEY: 's',
  CUDA_API_KEY: 's',
  MY_OWN_VARIABLE: 's',
};

const NEEDED = {
  PATH: '/bin',
  HOME: '/home/me',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  TMPDIR: '/scratch',
  LD_LIBRARY_PATH: '/usr/local/cuda/lib64',
  CUDA_VISIBLE_DEVICES: 'MIG-1',
  CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
  NVIDIA_TF32_OVERRIDE: '0',
  TF_XLA_FLAGS: '--tf_xla_auto_jit=2',
  XLA_FLAGS: '--xla_dump_to=/tmp',
  OMP_NUM_THREADS: '2',
  CHORUS_HOME: '/cache',
  NODE_OPTIONS: '--max-old-space-size=4096',
};

test('secrets of an environment go no further, whatever program they are for', () => {
  expect(computingEnvironment(SECRETS)).toEqual({});
});

test('what TensorFlow, GPUs, Node and Chorus go by is there', () => {
  expect(computingEnvironment(NEEDED)).toEqual(NEEDED);
});

test('each variable of training that the documentation has reaches a trainer', () => {
  const text = readFileSync(new URL('../../../../docs/environment.md', import.meta.url), 'utf8');
  const [, section] = /^## Of training$(.*?)^## /ms.exec(text)!;
  const names = [...section!.matchAll(/^\| `([A-Z_]+)` /gm)].map(([, name]) => name!);
  expect(names.length).toBeGreaterThan(8);
  const environment = Object.fromEntries(names.map((name) => [name, 'x']));
  expect(computingEnvironment(environment)).toEqual(environment);
});
