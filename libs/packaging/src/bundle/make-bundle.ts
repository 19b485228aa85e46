import { startProgress } from '@chorus/tensorflow';
import { statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { STAGED_PROGRAMS, stageProduction } from '../production/stage-production.ts';
import { formatOf } from './archive-format.ts';
import { BundleError } from './bundle-error.ts';
import { addNode } from './bundled-node.ts';
import { addTensorFlow, type TensorFlowChoice } from './bundled-tensorflow.ts';
import { canBeBundled, launcher } from './launcher.ts';
import { oldestGlibc } from './oldest-glibc.ts';
import { joinScript, joinScriptName, type WrittenFile } from './pieces.ts';
import { writeArchive } from './write-archive.ts';

/** What is bundled, and where to. */
export interface BundleOptions {
  /** The archive; its extension says how it is compressed, the rest of its name is its top folder's. */
  readonly out: string;
  readonly tensorFlow: TensorFlowChoice;
  /** Undefined: one file. */
  readonly pieceBytes?: number | undefined;
  readonly log: (line: string) => void;
  /** The terminal on which progress is drawn; default: progress is told by `log`. */
  readonly terminal?: NodeJS.WriteStream | undefined;
  /** Ends it; nothing is left then. */
  readonly signal: AbortSignal;
}

/** What a bundle consists of. */
export interface Bundle {
  readonly archive: WrittenFile;
  /** The archive itself, or its pieces and the script that puts them together; absolute paths. */
  readonly files: readonly string[];
  /** Its top folder's name. */
  readonly folder: string;
}

/**
 * Makes an archive that is a coordinator and a worker for machines of this machine's kind which have
 * neither npm nor Node, compiler or network. Files get their names when all are whole.
 *
 * @throws BundleError; the signal's reason
 */
export async function makeBundle(options: BundleOptions): Promise<Bundle> {
  const out = path.resolve(options.out);
  const platform = `${process.platform}-${process.arch}`;
  if (!canBeBundled(platform)) throw new BundleError(`there are no bundles for ${platform}`);
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory()) {
    throw new BundleError(`${out} is a folder: name the archive another way, or remove it`);
  }
  const work = await makeWorkFolder(path.dirname(out));
  try {
    const folder = path.basename(out).slice(0, -formatOf(out)!.extension.length);
    const staged = path.join(work, folder);
    await stage(staged, platform, options);
    return await archive(staged, out, options);
  } catch (error) {
    options.signal.throwIfAborted();
    throw BundleError.from(error, path.dirname(out));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Makes a folder beside the archive: what is written there is then only renamed. */
async function makeWorkFolder(parent: string): Promise<string> {
  try {
    return await mkdtemp(path.join(parent, '.chorus-bundle-'));
  } catch (error) {
    throw BundleError.from(error, parent);
  }
}

async function stage(folder: string, platform: string, options: BundleOptions): Promise<void> {
  const { log, signal, tensorFlow } = options;
  log('gathering what coordinator and worker run on');
  await stageProduction(folder, { signal });
  signal.throwIfAborted();
  const programs = [await addNode(folder), ...(await addTensorFlow(tensorFlow, folder, options))];
  const glibc = platform.startsWith('linux') ? await oldestGlibc(programs) : undefined;
  for (const [name, program] of Object.entries(STAGED_PROGRAMS)) {
    const script = launcher(name, program, { platform, oldestGlibc: glibc });
    await writeFile(path.join(folder, name), script, { mode: 0o755 });
  }
}

async function archive(staged: string, out: string, options: BundleOptions): Promise<Bundle> {
  const { log, terminal, signal, pieceBytes } = options;
  const target = path.join(path.dirname(staged), 'written');
  await mkdir(target);
  let stop: (() => void) | undefined;
  const onTotal = async (bytes: number) => {
    const progress = await startProgress('packing', bytes, terminal ?? log);
    stop = () => progress.stop();
    return (doneBytes: number) => progress.update(doneBytes);
  };
  const name = path.basename(out);
  const writer = await writeArchive(staged, target, name, {
    format: formatOf(out)!,
    pieceBytes,
    signal,
    onTotal,
  }).finally(() => stop?.());
  const whole = writer.whole();
  if (pieceBytes !== undefined) {
    const script = joinScript(whole, writer.pieces);
    await writeFile(path.join(target, joinScriptName(name)), script, { mode: 0o755 });
  }
  signal.throwIfAborted();
  const files = await putInPlace(target, out);
  return { archive: whole, files, folder: path.basename(staged) };
}

/** Moves the files to their place; those of an earlier bundle of this name go, as it may have had more pieces. */
async function putInPlace(target: string, out: string): Promise<string[]> {
  const [parent, name] = [path.dirname(out), path.basename(out)];
  const isPiece = (file: string) =>
    file.startsWith(`${name}.part-`) || file === joinScriptName(name);
  for (const file of await readdir(parent)) {
    if (isPiece(file)) await rm(path.join(parent, file));
  }
  const files = (await readdir(target)).toSorted();
  for (const file of files) await rename(path.join(target, file), path.join(parent, file));
  return files.map((file) => path.join(parent, file));
}
