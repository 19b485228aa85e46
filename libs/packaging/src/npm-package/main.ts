/**
 * `npm run package`: makes the package that `npm install --global` installs Chorus from. `npm pack` itself
 * cannot: the checkout's manifest asks for its own projects, which are in no registry (decision 021).
 */
import { Interruption } from '@chorus/command-line';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BundleError } from '../bundle/bundle-error.ts';
import { makePackage } from './make-package.ts';

const USAGE_ERROR = 2;
const BYTES_PER_MB = 1e6;

const interruption = new Interruption();

try {
  const { values } = parseArgs({ options: { out: { type: 'string', default: '.' } } });
  const { file, sizeBytes, unpackedBytes } = await makePackage(values.out, interruption.signal);
  process.stdout.write(`${path.relative('.', file)}\n`);
  log(`${megabytes(sizeBytes)}, unpacked ${megabytes(unpackedBytes)}. On a machine with npm:`);
  log(`  npm install --global ./${path.basename(file)}`);
} catch (error) {
  if (interruption.signal.aborted) {
    log('interrupted: no package was made');
    process.exitCode = interruption.exitStatus;
  } else if (error instanceof BundleError || isFlagError(error)) {
    log(`package: ${error.message}`);
    process.exitCode = USAGE_ERROR;
  } else throw error;
}

function isFlagError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^ERR_PARSE_ARGS/.test(String(error.code));
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / BYTES_PER_MB)} MB`;
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}
