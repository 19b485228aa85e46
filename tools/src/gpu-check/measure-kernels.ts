import { runCommand } from '@chorus/tensorflow';
import type { Check } from './check.ts';
import { BATCH_SIZE, trainEpochs } from './epochs-task.ts';

const SAMPLES = 10_000;
const EPOCHS = 2;
const WHAT = 'kernels per step, and the share of the time that they take';

/**
 * How many kernels a step launches and how long the device computes, by NVIDIA's profiler `nsys`. The
 * rest of the time are gaps between launches.
 */
export async function measureKernels(check: Check, step: string): Promise<void> {
  const { figures, options, folder, environment } = check;
  if (options.device === 'cpu') return figures.notMeasured(step, WHAT, 'there is no GPU');
  const version = await runCommand('nsys', ['--version'], { env: environment });
  if (!version.ok) return figures.notMeasured(step, WHAT, 'there is no nsys on the PATH');

  const samples = Math.min(SAMPLES, options.sizes.samples);
  const trace = `${folder}/trace`;
  const prefix = ['nsys', 'profile', '--trace=cuda', '--output', trace];
  const { seconds } = await trainEpochs(check, { samples, epochs: EPOCHS, prefix });
  const report = ['stats', '--report', 'cuda_gpu_kern_sum', '--format', 'csv', `${trace}.nsys-rep`];
  const outcome = await runCommand('nsys', report, { env: environment });
  if (!outcome.ok) throw new Error(outcome.reason);
  const { launches, busySeconds } = parseKernelSummary(outcome.stdout);
  figures.measured(step, 'kernels per step', launches / ((samples / BATCH_SIZE) * EPOCHS));
  const total = seconds.reduce((sum, each) => sum + each, 0);
  figures.measured(step, 'share of the time in which a kernel runs', busySeconds / total);
}

/** Sums the columns of nsys's `cuda_gpu_kern_sum`. @throws Error when they are not there */
export function parseKernelSummary(csv: string): { launches: number; busySeconds: number } {
  const lines = csv.split('\n');
  const start = lines.findIndex((line) => line.startsWith('Time (%)'));
  const columns = lines[start]?.split(',') ?? [];
  const [time, instances] = ['Total Time (ns)', 'Instances'].map((name) => columns.indexOf(name));
  if (time === undefined || time < 0 || instances === undefined || instances < 0) {
    throw new Error('nsys told of no kernels');
  }
  // A kernel's name, the last column, may hold commas; the numbers come before it.
  const rows = lines.slice(start + 1).filter((line) => /^[\d.]+,/.test(line));
  const sum = (column: number) =>
    rows.reduce((total, row) => total + Number(row.split(',')[column]), 0);
  return { launches: sum(instances), busySeconds: sum(time) / 1e9 };
}
