import { chorusHome } from '@chorus/machine';
import { TENSORFLOW_VERSION } from '@chorus/tensorflow';
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The Python of a virtual environment with Keras, made the first time (about 300 MB to download).
 * Its TensorFlow is the one that the set-up pins: both sides compute with the same kernels.
 */
export function kerasPython(): string {
  return preparePython('venv', [`tensorflow-cpu==${TENSORFLOW_VERSION}`]);
}

/**
 * The same with PyTorch. On Linux PyPI has it only with CUDA, which it does not load without, so that
 * it takes 5.4 GB of disk; it is used on the CPU all the same.
 */
export function pytorchPython(): string {
  return preparePython('pytorch', ['torch==2.15.0', 'torchvision==0.29.2', 'numpy']);
}

/** Keras again, with what serves Python functions over HTTP. */
export function fastApiPython(): string {
  return preparePython('fastapi', [
    `tensorflow-cpu==${TENSORFLOW_VERSION}`,
    'fastapi==0.165.0',
    'uvicorn==0.54.0',
  ]);
}

/** The same with what reads and writes tables. */
export function tablesPython(): string {
  return preparePython('tables', ['pandas==3.1.1', 'pyarrow==26.0.1']);
}

/** The same with what fits models to predictions. */
export function sciencePython(): string {
  return preparePython('science', ['scikit-learn==1.7.2', 'scipy==1.17.1', 'numpy==2.4.6']);
}

/** @param name of the environment's folder in `bench` of CHORUS_HOME */
function preparePython(name: string, requirements: readonly string[]): string {
  const folder = path.join(chorusHome(process.env), 'bench', name);
  const python = path.join(folder, 'bin', 'python');
  const marker = path.join(folder, `${requirements.join(',')}.installed`);
  if (existsSync(marker)) return python;
  process.stderr.write(`installing ${requirements.join(', ')} into ${folder}\n`);
  rmSync(folder, { recursive: true, force: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...requirements], { stdio: 'inherit' });
  writeFileSync(marker, '');
  return python;
}
