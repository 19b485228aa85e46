import { runCommand } from '@chorus/tensorflow';
import { join } from 'node:path';
import { ImageError } from './image-error.ts';

/** Asked before anything else is done. @throws ImageError when no engine answers */
export async function checkDocker(): Promise<void> {
  const outcome = await runCommand('docker', ['version', '--format', '{{.Server.Version}}']);
  if (outcome.ok) return;
  const remedy = 'start Docker, or set DOCKER_HOST to a Docker-compatible engine';
  if (outcome.reason.includes('ENOENT')) {
    throw new ImageError('there is no command docker here: install it, or add it to PATH');
  }
  throw new ImageError(`no container engine answers (${outcome.reason}): ${remedy}`);
}

/**
 * Builds an image.
 *
 * @param context a folder as stageContext leaves it
 * @param dockerfile its Dockerfile's name there
 * @param image NAME:TAG
 * @param baseImage an image with Node 24 and C++'s libraries; default: the Dockerfile's
 * @throws ImageError
 */
export async function buildImage(
  context: string,
  dockerfile: string,
  image: string,
  baseImage: string | undefined,
): Promise<void> {
  const base = baseImage === undefined ? [] : ['--build-arg', `BASE_IMAGE=${baseImage}`];
  const args = ['build', ...base, '--file', join(context, dockerfile), '--tag', image, context];
  const outcome = await runCommand('docker', args);
  if (!outcome.ok) throw new ImageError(`docker build of ${image} failed: ${outcome.reason}`);
}
