import { Interruption } from '@chorus/command-line';
import {
  ARCHIVE_FORMATS,
  BundleError,
  formatOf,
  makeBundle,
  type TensorFlowChoice,
} from '@chorus/packaging';
import { ChorusError } from '@chorus/proto';
import path from 'node:path';
import { EXIT_STATUS } from '../exit-status.ts';
import { parseSize } from '../parse-size.ts';

export interface BundleFlags {
  readonly out: string;
  readonly cpu?: boolean;
  readonly cuda?: boolean;
  readonly cudaLibraries?: boolean;
  /** Whether TensorFlow is in it: false with --no-tensorflow, otherwise not given. */
  readonly tensorflow?: false;
  readonly split?: string;
}

const PIECES = { least: 1e6, rules: ' from 1M on, such as 60M' };
const BYTES_PER_MB = 1e6;

/**
 * Makes one archive for machines without npm, compiler or network.
 *
 * @returns the exit status
 * @throws ChorusError `invalid`, when it cannot be made, too
 */
export async function bundle(flags: BundleFlags): Promise<number> {
  const out = checkOut(flags.out);
  const tensorFlow = chooseTensorFlow(flags);
  const pieceBytes =
    flags.split === undefined ? undefined : parseSize('--split', flags.split, PIECES);
  const interruption = new Interruption();
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  try {
    const made = await makeBundle({
      out,
      tensorFlow,
      pieceBytes,
      log,
      ...(process.stderr.isTTY && { terminal: process.stderr }),
      signal: interruption.signal,
    });
    const { archive, files, folder } = made;
    const size = `${Math.ceil(archive.sizeBytes / BYTES_PER_MB)} MB`;
    process.stdout.write(`${files.map((file) => path.relative('.', file)).join('\n')}\n`);
    const join = pieceBytes === undefined ? '' : `sh ${archive.name}.join.sh && `;
    log(
      `${size}, SHA-256 ${archive.sha256}. On the other machine: ${join}tar xf ${archive.name}, then`,
    );
    log(`  ./${folder}/chorus serve --listen 0.0.0.0:50051`);
    log(`  ./${folder}/chorus-worker serve --join TOKEN`);
    return EXIT_STATUS.succeeded;
  } catch (error) {
    if (error instanceof BundleError) throw new ChorusError('invalid', error.message);
    if (!interruption.signal.aborted) throw error;
    log('interrupted: no bundle was made');
    return interruption.exitStatus;
  }
}

function checkOut(out: string): string {
  const format = formatOf(out);
  if (format && path.basename(out) !== format.extension) return out;
  const extensions = ARCHIVE_FORMATS.map(({ extension }) => `NAME${extension}`).join(', ');
  throw new ChorusError('invalid', `--out must be called ${extensions}, not '${out}'`);
}

function chooseTensorFlow(flags: BundleFlags): TensorFlowChoice {
  const { cpu = false, cuda = false, cudaLibraries = false } = flags;
  const none = flags.tensorflow === false;
  if ([cpu, cuda || cudaLibraries, none].filter(Boolean).length > 1) {
    const message =
      'of --cpu, --cuda and --no-tensorflow one can be given: a bundle has one TensorFlow';
    throw new ChorusError('invalid', message);
  }
  if (none) return 'none';
  if (cudaLibraries) return 'cuda-complete';
  if (cuda) return 'cuda';
  return cpu ? 'cpu' : 'here';
}
