import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chorusHome } from '../machine/chorus-home.ts';
import { TENSORFLOW_VERSION } from '../setup-tensorflow/pinned-wheels.ts';

/** The TensorFlow that the set-up pins: both sides compute with the same kernels. */
const REQUIREMENT = `tensorflow-cpu==${TENSORFLOW_VERSION}`;

/**
 * The Python of a virtual environment with Keras, made the first time (about 300 MB to download) in
 * `bench/venv` of CHORUS_HOME.
 */
export function kerasPython(): string {
  const folder = path.join(chorusHome(process.env), 'bench', 'venv');
  const python = path.join(folder, 'bin', 'python');
  const marker = path.join(folder, `${REQUIREMENT}.installed`);
  if (existsSync(marker)) return python;
  process.stderr.write(`installing ${REQUIREMENT} into ${folder}\n`);
  rmSync(folder, { recursive: true, force: true });
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', REQUIREMENT], { stdio: 'inherit' });
  writeFileSync(marker, '');
  return python;
}
