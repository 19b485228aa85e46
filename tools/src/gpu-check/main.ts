// Proves on a machine with a GPU, in minutes and without a network, what Chorus does there: every figure
// is on the disk before the next is measured. It uses TensorFlow as it is found here, and nothing that is
// not in the project, but PyTorch if python3 has it.
import { listGpus } from '@chorus/machine';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { checkAtOnce } from './check-at-once.ts';
import { checkCorrectness } from './check-correctness.ts';
import { checkDevice } from './check-device.ts';
import { checkEpochs } from './check-epochs.ts';
import { checkKill } from './check-kill.ts';
import { checkRun } from './check-run.ts';
import type { Check } from './check.ts';
import { linkCuda13 } from './cuda-13-links.ts';
import { FigureFile } from './figures.ts';
import { writeTrainingImages } from './images.ts';
import { readOptions, USAGE, type Options, type Step } from './options.ts';

const USAGE_ERROR = 2;

const CHECKS: Readonly<Record<Step, (check: Check) => Promise<void>>> = {
  run: checkRun,
  correctness: checkCorrectness,
  epoch: checkEpochs,
  'at-once': checkAtOnce,
  kill: checkKill,
};

// The file counts: who reads along may leave.
process.stdout.on('error', () => {});
const options = optionsOrExit();
const folder = mkdtempSync(path.join(tmpdir(), 'chorus-gpu-check-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const figures = new FigureFile(options.out, options);
await checkAll({ options, figures, folder, environment: environmentOf(options) });

async function checkAll(check: Check): Promise<void> {
  await tellMachine(check);
  const usable = await checkDevice(check);
  if (!usable) process.exitCode = 1;
  for (const step of usable ? options.steps : []) {
    try {
      await CHECKS[step](check);
    } catch (error) {
      figures.failed(step, 'the step', (error as Error).message);
      process.exitCode = 1;
    }
  }
  figures.close();
}

async function tellMachine({ options: { dataDir, sizes, device } }: Check): Promise<void> {
  figures.measured('machine', 'processor', `${cpus().length} × ${cpus()[0]?.model}`);
  const gpus = device === 'gpu' ? await listGpus() : [];
  figures.measured('machine', 'GPUs', gpus?.map(({ name }) => name).join(', ') ?? 'not listed');
  const images = await writeTrainingImages(path.join(folder, 'train'), dataDir, sizes.samples);
  figures.measured('machine', 'images that epochs are measured with', images);
}

/** The environment of everything that is to see the device. */
function environmentOf({ device, linkCuda13: libraries }: Options): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    CHORUS_TENSORFLOW_SETUP: 'off',
    TF_CPP_MIN_LOG_LEVEL: '3',
  };
  if (device === 'cpu') environment['CUDA_VISIBLE_DEVICES'] = '-1';
  if (libraries !== undefined) {
    const { searchPath, missing } = linkCuda13(libraries, path.join(folder, 'cuda-12'));
    const earlier = process.env['LD_LIBRARY_PATH'];
    environment['LD_LIBRARY_PATH'] = [searchPath, earlier].filter(Boolean).join(path.delimiter);
    const reason = `no library stands in for ${missing.join(', ')}`;
    if (missing.length > 0) figures.notMeasured('machine', 'all of CUDA 12', reason);
    figures.measured('machine', 'CUDA 13 under the names of CUDA 12, a proof alone', libraries);
  }
  return environment;
}

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`gpu-check: ${(error as Error).message}\n${USAGE}`);
    process.exit(USAGE_ERROR);
  }
}
