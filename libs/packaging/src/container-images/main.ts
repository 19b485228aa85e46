import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { APPS } from './apps.ts';
import { buildImage, checkDocker } from './build-image.ts';
import { ImageError } from './image-error.ts';
import { findMountableTensorFlow } from './mountable-tensorflow.ts';
import { dockerfileOf, stageContext } from './stage-context.ts';

const USAGE_ERROR = 2;

interface BuildOptions {
  readonly tag: string;
  readonly baseImage: string | undefined;
}

try {
  const options = readOptions();
  await checkDocker();
  const tensorFlow = findMountableTensorFlow();
  if ('reason' in tensorFlow) log(`WARNING: the worker gets no TensorFlow: ${tensorFlow.reason}`);
  await build(options);
} catch (error) {
  const isUsageError = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
  if (!isUsageError && !(error instanceof ImageError)) throw error;
  log((error as Error).message);
  process.exitCode = isUsageError ? USAGE_ERROR : 1;
}

function readOptions(): BuildOptions {
  const { values } = parseArgs({
    options: {
      tag: { type: 'string', default: 'latest' },
      'base-image': { type: 'string' },
      // As `nx run` may spell it.
      baseImage: { type: 'string' },
    },
  });
  return { tag: values.tag, baseImage: values['base-image'] ?? values.baseImage };
}

async function build({ tag, baseImage }: BuildOptions): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'chorus-image-'));
  try {
    log('staging what the images hold');
    await stageContext(context);
    for (const app of APPS) {
      const image = `chorus-${app}:${tag}`;
      log(`${image}: building it`);
      await buildImage(context, dockerfileOf(app), image, baseImage);
      log(`${image}: built`);
    }
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

function log(line: string): void {
  process.stderr.write(`container-images: ${line}\n`);
}
