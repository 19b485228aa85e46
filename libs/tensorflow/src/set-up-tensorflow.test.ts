import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { inspectTensorFlow, setUpTensorFlow, type SetUpOutcome } from './set-up-tensorflow.ts';
import { FakeMachine, type FakeBehaviour } from './testing/fake-machine.ts';

function machine(behaviour?: FakeBehaviour): FakeMachine {
  const created = new FakeMachine(behaviour);
  onTestFinished(() => created.remove());
  return created;
}

/** The steps that failed, in order. */
function failedSteps(outcome: SetUpOutcome): string[] {
  if (outcome.kind !== 'fallback') throw new Error('the set-up has succeeded');
  return outcome.failures.map(({ step }) => step);
}

test('the wheel is downloaded and unpacked, the addon compiled, tried and installed', async () => {
  const here = machine();
  const outcome = await setUpTensorFlow(here.options);
  const folder = path.join(here.cacheFolder, '2.21.0-cpu', 'tensorflow');
  expect(outcome).toEqual({
    kind: 'ready',
    changed: true,
    tensorFlow: { source: 'wheel', flavour: 'cpu', version: '9.9', folder, usesGpu: false },
  });
  expect(here.addon).toBe('works');
  expect(here.commands.at(-1)).toContain(`-Wl,-rpath,${folder}`);
  expect(readdirSync(here.cacheFolder)).toEqual(['2.21.0-cpu']);
  expect(readdirSync(folder)).toEqual([
    'include',
    'libtensorflow_cc.so.2',
    'libtensorflow_framework.so.2',
  ]);
});

test('the second set-up runs no program and says nothing', async () => {
  const here = machine();
  await setUpTensorFlow(here.options);
  const { commands } = here;
  here.log.length = 0;
  expect(await setUpTensorFlow(here.options)).toMatchObject({ kind: 'ready', changed: false });
  expect(here.commands).toEqual(commands);
  expect(here.log).toEqual([]);
});

test('a library that was changed is noticed, and the addon compiled again', async () => {
  const here = machine();
  await setUpTensorFlow(here.options);
  const library = path.join(here.cacheFolder, '2.21.0-cpu/tensorflow/libtensorflow_cc.so.2');
  appendFileSync(library, 'changed');
  expect(inspectTensorFlow(here.options)).toMatchObject({
    kind: 'absent',
    reason: expect.stringContaining(library),
  });
  expect(await setUpTensorFlow(here.options)).toMatchObject({ kind: 'ready', changed: true });
  expect(here.downloads).toEqual(['tensorflow_cpu']);
});

test('LIBTENSORFLOW_DIR comes before any download', async () => {
  const other = machine();
  await setUpTensorFlow(other.options);
  const LIBTENSORFLOW_DIR = path.join(other.cacheFolder, '2.21.0-cpu', 'tensorflow');
  const here = machine();
  const env = { ...here.options.env, LIBTENSORFLOW_DIR };
  expect(await setUpTensorFlow({ ...here.options, env })).toMatchObject({
    kind: 'ready',
    tensorFlow: { source: 'LIBTENSORFLOW_DIR', folder: LIBTENSORFLOW_DIR },
  });
  expect(here.downloads).toEqual([]);
});

test('a LIBTENSORFLOW_DIR without libraries is named, and the wheel taken', async () => {
  const here = machine();
  const env = { ...here.options.env, LIBTENSORFLOW_DIR: here.root };
  expect(await setUpTensorFlow({ ...here.options, env })).toMatchObject({
    kind: 'ready',
    tensorFlow: { source: 'wheel' },
  });
  expect(here.log.join('\n')).toContain(`${here.root} holds no libtensorflow_cc.so.2`);
});

test('a wheel with another SHA-256 is refused before anything of it is unpacked', async () => {
  const here = machine();
  const wheels = { cpu: [{ ...here.options.wheels!.cpu![0]!, sha256: 'ab12' }] };
  expect(failedSteps(await setUpTensorFlow({ ...here.options, wheels }))).toEqual([
    'checksum',
    'installer',
  ]);
  expect(here.log.join('\n')).toContain('expected ab12');
  expect(here.addon).toBeUndefined();
  expect(readdirSync(path.join(here.cacheFolder, '2.21.0-cpu.partial'))).toEqual([]);
});

test('when pip fails, its reason is said and the own installer tried', async () => {
  const here = machine({ pip: 'fails', installer: 'works' });
  expect(await setUpTensorFlow(here.options)).toMatchObject({
    kind: 'ready',
    tensorFlow: { source: 'installer' },
  });
  expect(here.log.join('\n')).toContain('ERROR: no route to the index');
});

test.each<[FakeBehaviour, string, string]>([
  [{ pip: 'absent' }, 'pip', 'apt install python3-pip'],
  [{ compiler: 'absent' }, 'compiler', 'apt install g++'],
  [{ compiler: 'fails' }, 'compile', 'fatal error: no such header'],
  [{ compiler: 'broken' }, 'trial', 'undefined symbol'],
])('%o leads to WebAssembly, with step and reason', async (behaviour, step, reason) => {
  const here = machine(behaviour);
  expect(failedSteps(await setUpTensorFlow(here.options))).toEqual([step, 'installer']);
  expect(here.log.join('\n')).toContain(reason);
  expect(here.log.join('\n')).toContain('its site does not answer');
  expect(here.log.at(-1)).toContain('WebAssembly');
  expect(here.addon).toBeUndefined();
});

test('without a compiler nothing is downloaded', async () => {
  const here = machine({ compiler: 'absent' });
  await setUpTensorFlow(here.options);
  expect(here.downloads).toEqual([]);
});

test('a failure is remembered for the processes of the same run, and tried again when asked', async () => {
  const here = machine({ pip: 'fails' });
  const first = await setUpTensorFlow(here.options);
  expect(await setUpTensorFlow(here.options)).toEqual(first);
  expect(here.downloads).toHaveLength(1);
  expect(inspectTensorFlow(here.options).kind).toBe('failed');
  here.behave({});
  expect(await setUpTensorFlow({ ...here.options, rememberFailureMs: 0 })).toMatchObject({
    kind: 'ready',
  });
});

test('with a GPU the CUDA libraries are unpacked beside TensorFlow', async () => {
  const here = machine();
  expect(await setUpTensorFlow({ ...here.options, gpuPresent: true })).toMatchObject({
    tensorFlow: { flavour: 'cuda' },
  });
  const cudnn = path.join(here.cacheFolder, '2.21.0-cuda/nvidia/cudnn/lib/libcudnn.so.9');
  expect(existsSync(cudnn)).toBe(true);
  expect(here.log.at(-1)).toContain('TensorFlow cannot use it');
});

test('what was set up without a GPU is set up again when there is one', async () => {
  const here = machine();
  await setUpTensorFlow(here.options);
  expect(inspectTensorFlow({ ...here.options, gpuPresent: true }).kind).toBe('absent');
});

test('of a set that was cut off only the missing wheels are downloaded again', async () => {
  const here = machine();
  const { cuda } = here.options.wheels!;
  const wheels = { cuda: [cuda![0]!, { ...cuda![1]!, sha256: 'ab12' }] };
  await setUpTensorFlow({ ...here.options, gpuPresent: true, wheels });
  await setUpTensorFlow({ ...here.options, gpuPresent: true, rememberFailureMs: 0 });
  expect(here.downloads).toEqual(['tensorflow_cpu', 'nvidia_cudnn', 'nvidia_cudnn']);
});

test('a cache that cannot be written is named, and WebAssembly left', async () => {
  const here = machine();
  writeFileSync(path.join(here.root, 'file'), '');
  const env = { ...here.options.env, CHORUS_HOME: path.join(here.root, 'file') };
  expect(failedSteps(await setUpTensorFlow({ ...here.options, env }))).toEqual(['lock']);
  expect(here.log.join('\n')).toContain('set CHORUS_HOME');
});

// Node's recursive mkdir never ends there.
test.skipIf(process.platform !== 'linux')('the command refuses caches below /proc', () => {
  const program = path.join(import.meta.dirname, 'main.ts');
  const { status, stderr } = spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    env: { ...process.env, CHORUS_HOME: '/proc/chorus' },
    timeout: 50_000,
    killSignal: 'SIGKILL',
  });
  expect(stderr).toMatch(
    /^caches: nothing new can be kept in \/proc\/chorus, .*set CHORUS_HOME.*\n$/,
  );
  expect(status).toBe(2);
});
