import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { BackendOptions } from './backend.ts';
import { isTensorFlowGreeting } from './tensorflow/tensorflow-addon.ts';
import { needTensorFlow } from '../testing/on-tensorflow.ts';

/** Runs a script of `testing/` in a process of its own. */
async function run(script: string, args: readonly string[], preload?: string) {
  const path = (name: string) => fileURLToPath(new URL(`../testing/${name}.ts`, import.meta.url));
  const imports = preload === undefined ? [] : ['--import', path(preload)];
  const command = [...imports, path(script), ...args];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command);
  const chatter = stderr.split('\n').filter((line) => line !== '' && !isTensorFlowGreeting(line));
  return { stdout, chatter };
}

async function start(options: Omit<BackendOptions, 'threads'>, preload?: string) {
  const args = [JSON.stringify({ ...options, threads: 1 })];
  return JSON.parse((await run('print-backend', args, preload)).stdout);
}

test.for(['tensorflow', 'wasm'])(
  '%s: the same seed gives the same bits in two processes, another seed gives others',
  async (backend, context) => {
    if (backend === 'tensorflow') needTensorFlow(context);
    const train = (seed: string) => run('print-predictions-digest', [backend, '1', seed]);
    const [first, second, other] = await Promise.all([train('5'), train('5'), train('6')]);
    expect(first.stdout).toMatch(/^[0-9a-f]{64}\n$/);
    expect(second.stdout).toBe(first.stdout);
    expect(other.stdout).not.toBe(first.stdout);
    expect(first.chatter).toEqual([]);
  },
);

test('TensorFlow is what is started where its addon is set up, with its versions', async (context) => {
  needTensorFlow(context);
  const backend = await start({ allowCpu: true });
  expect(backend).toMatchObject({ name: 'tensorflow', deviceName: expect.stringMatching(/./) });
  expect(backend.reason).toMatch(/^TensorFlow \d+\.\d+\.\d+ on the (CPU: no GPU found|GPU: .+)$/);
  expect(Object.keys(backend.versions)).toEqual(['node', 'tfjs', 'tensorflow']);
});

test('a CPU alone is refused where it is not allowed', async (context) => {
  const wasm = await start({ requested: 'wasm' });
  expect(wasm).toEqual({ code: 'no-gpu', message: 'WebAssembly, as requested' });
  const chosen = await start({}, 'hide-addon');
  expect(chosen).toMatchObject({ code: 'no-gpu', addonProblem: 'addon-missing' });
  needTensorFlow(context);
  const tensorflow = await start({ requested: 'tensorflow' });
  if (tensorflow.device === 'gpu') context.skip('this machine has a GPU');
  expect(tensorflow.code).toBe('no-gpu');
  expect(tensorflow.message).toMatch(/no GPU found$/);
});

test('without the addon WebAssembly is started and says why and how slow it is', async () => {
  const { name, device, addonProblem, reason } = await start({ allowCpu: true }, 'hide-addon');
  expect({ name, device, addonProblem }).toEqual({
    name: 'wasm',
    device: 'cpu',
    addonProblem: 'addon-missing',
  });
  expect(reason).toMatch(/addon is not set up.*times slower$/);
});

test('TensorFlow requested without the addon is an error', async () => {
  const { code, message } = await start({ requested: 'tensorflow', allowCpu: true }, 'hide-addon');
  expect(code).toBe('addon-missing');
  expect(message).toMatch(/not set up$/);
});

test('an addon that does not load is an error when requested, else a reason; both say why', async () => {
  const requested = await start({ requested: 'tensorflow', allowCpu: true }, 'break-addon');
  expect(requested.code).toBe('addon-broken');
  const chosen = await start({ allowCpu: true }, 'break-addon');
  expect(chosen).toMatchObject({ name: 'wasm', addonProblem: 'addon-broken' });
  for (const text of [requested.message, chosen.reason]) {
    expect(text).toMatch(/does not load \(libtensorflow_cc\.so\.2: cannot be opened\)/);
  }
});
