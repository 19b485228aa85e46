import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatOf } from '../bundle/archive-format.ts';
import { BundleError } from '../bundle/bundle-error.ts';
import { writeArchive } from '../bundle/write-archive.ts';
import { STAGED_PROGRAMS, stageProduction } from '../production/stage-production.ts';
import { WORKSPACE } from '../production/workspace.ts';

/** A package that npm installs. */
export interface NpmPackage {
  /** Absolute. */
  readonly file: string;
  readonly sizeBytes: number;
  /** The size of all files in it. */
  readonly unpackedBytes: number;
}

/** The name that npm gives the one folder of a package. */
const TOP_FOLDER = 'package';

/**
 * Makes `chorus-VERSION.tgz` of this checkout, which `npm install --global` makes `chorus` and
 * `chorus-worker` of: what both run on and what sets up TensorFlow, with all packages inside. Takes
 * about 20 s.
 *
 * @param folder where it is left, under its name when it is whole
 * @param signal ends it; nothing is left then
 * @throws BundleError; the signal's reason
 */
export async function makePackage(folder: string, signal: AbortSignal): Promise<NpmPackage> {
  let work: string | undefined;
  try {
    work = await mkdtemp(path.join(path.resolve(folder), '.chorus-package-'));
    return await packInto(path.resolve(folder), work, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw BundleError.from(error, folder);
  } finally {
    if (work !== undefined) await rm(work, { recursive: true, force: true });
  }
}

async function packInto(folder: string, work: string, signal: AbortSignal): Promise<NpmPackage> {
  const [staged, target] = [path.join(work, TOP_FOLDER), path.join(work, 'written')];
  await stageProduction(staged, { withSetUp: true, signal });
  const manifest = await packageManifest();
  await writeFile(path.join(staged, 'package.json'), JSON.stringify(manifest, undefined, 2));
  await mkdir(target);
  const name = `${manifest['name']}-${manifest['version']}.tgz`;
  let unpackedBytes = 0;
  const onTotal = async (bytes: number) => {
    unpackedBytes = bytes;
    return () => {};
  };
  const options = { format: formatOf(name)!, pieceBytes: undefined, signal, onTotal };
  const { sizeBytes } = (await writeArchive(staged, target, name, options)).whole();
  await rename(path.join(target, name), path.join(folder, name));
  return { file: path.join(folder, name), sizeBytes, unpackedBytes };
}

/**
 * The checkout's manifest without what only a checkout has. All packages are in the package; of the
 * optional ones, each of which is Node for one platform, npm installs the one that fits.
 */
async function packageManifest(): Promise<Record<string, unknown>> {
  const text = await readFile(path.join(WORKSPACE, 'package.json'), 'utf8');
  const { name, version, description, license, type, engines, optionalDependencies } =
    JSON.parse(text);
  return {
    ...{ name, version, description, license, type, engines },
    bin: STAGED_PROGRAMS,
    optionalDependencies,
  };
}
