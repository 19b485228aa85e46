import { bytesOf } from '@chorus/data';
import { ChorusError, CHUNK_BYTES, type RunConfig } from '@chorus/proto';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { writeFileAtomically } from '../artifacts/atomic-file.ts';
import { encodeNpy, readFloat32Npy, readUint8Npy } from '../artifacts/npy.ts';
import { encodePng } from '../artifacts/png.ts';
import type { WorkerDescription } from '../journal/record.ts';
import type { Report } from '@chorus/run-view';
import { folderProblem } from './folder-problem.ts';
import type { SampleImage, TestSet } from './test-set.ts';
import { CHORUS_VERSION } from './version.ts';

/** Sample images are shown this many times as wide and high as they are. */
export const SAMPLE_SCALE = 8;

/** In the run's folder. */
export const REPORT_FILE = 'report.json';

/** The files of an accepted result, by their SHA-256. */
export interface ResultFiles {
  readonly predictionsSha256: string;
  readonly topologySha256: string;
  readonly weightsSha256: string;
  readonly validation?: { readonly predictionsSha256: string };
}

/** What is read again of run.json. */
interface RunDescription {
  readonly versions: Readonly<Record<string, string>>;
  readonly workers: Readonly<Record<string, Pick<WorkerDescription, 'versions'>>>;
}

/**
 * The folder that one run leaves; docs/architecture.md lists what is in it.
 *
 * F1: what workers upload lies in `artifacts` under its SHA-256 and is checked whenever it is read.
 *     The folder goes when the run has ended.
 * F2: everything else can be written again from the journal and the artifacts.
 */
export class RunFolder {
  readonly path: string;
  readonly runId: string;
  readonly #workers: Record<string, unknown> = {};
  #hasNewWorkers = false;
  /** Undefined until the folder is made. */
  #description: Record<string, unknown> | undefined;

  constructor(runsDir: string, runId: string) {
    this.runId = runId;
    this.path = join(runsDir, runId);
  }

  get eventsPath(): string {
    return join(this.path, 'events.jsonl');
  }

  get reportPath(): string {
    return join(this.path, REPORT_FILE);
  }

  /** Why there are no files to be had or kept; undefined when the folder is there. */
  get problem(): string | undefined {
    return folderProblem(this.path);
  }

  /** @throws ChorusError `not-found` when the folder of a run that goes on was deleted or moved */
  requireThere(): void {
    const path = this.#descriptionPath;
    const { problem } = this;
    if (problem !== undefined || !existsSync(path)) {
      throw new ChorusError('not-found', problem ?? `${path} is gone`);
    }
  }

  get htmlReportPath(): string {
    return join(this.path, 'report.html');
  }

  /** Also of a run that goes on. @throws ChorusError `invalid` when the folder cannot be written */
  create(
    config: RunConfig,
    memberSeeds: readonly number[],
    { labels, validationLabels }: Pick<TestSet, 'labels' | 'validationLabels'>,
  ): void {
    try {
      const folders = ['predictions', 'samples', 'artifacts'];
      if (validationLabels) folders.push('validation');
      for (const folder of folders) {
        mkdirSync(join(this.path, folder), { recursive: true });
      }
    } catch (error) {
      const { message } = error as Error;
      throw new ChorusError('invalid', `the run's folder cannot be written: ${message}`, {
        cause: error,
      });
    }
    this.#description = {
      runId: this.runId,
      config,
      memberSeeds,
      versions: { chorus: CHORUS_VERSION, node: process.versions.node },
    };
    this.#writeDescription();
    writeFileAtomically(this.#labelsPath, encodeNpy(labels, [labels.length]));
    if (!validationLabels) return;
    const held = encodeNpy(validationLabels, [validationLabels.length]);
    writeFileAtomically(join(this.path, 'validation', 'labels.npy'), held);
  }

  /** Of a run that was not begun after all. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  /** Notes who trains, with its devices and versions: {@link writeWorkers} puts it into run.json. */
  addWorker(workerId: string, { hostname, devices, versions }: WorkerDescription): void {
    if (workerId in this.#workers) return;
    this.#workers[workerId] = { hostname, devices, versions };
    this.#hasNewWorkers = true;
  }

  /** Apart from `addWorker`, so that a thousand workers who join at once are one write. */
  writeWorkers(): void {
    if (this.#hasNewWorkers && this.#description) this.#writeDescription();
  }

  /** @param name of what TensorBoard calls a run: `member-1` */
  tensorboardPath(name: string): string {
    return join(this.path, 'tensorboard', name);
  }

  /** Where an uploaded file lies. @throws ChorusError `invalid` when this is no SHA-256 */
  artifactPath(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new ChorusError('invalid', `'${sha256}' is not a SHA-256 in hexadecimal`);
    }
    return join(this.path, 'artifacts', sha256);
  }

  hasArtifact(sha256: string): boolean {
    return existsSync(this.artifactPath(sha256));
  }

  /** @throws ChorusError `not-found` when it is not here */
  requireArtifact(sha256: string): void {
    if (this.hasArtifact(sha256)) return;
    throw new ChorusError('not-found', `there is no file ${this.artifactPath(sha256)}`);
  }

  /** @throws ChorusError `not-found` when it is not here, `corrupt` when its bytes have changed */
  readArtifact(sha256: string): Buffer {
    this.requireArtifact(sha256);
    const path = this.artifactPath(sha256);
    const bytes = readFileSync(path);
    requireDigest(path, bytes, sha256);
    return bytes;
  }

  removeArtifact(sha256: string): void {
    rmSync(this.artifactPath(sha256), { force: true });
  }

  /** Keeps a checkpoint under a name for people, beyond the end of the run. */
  keepCheckpoint(member: number, epoch: number, sha256: string): void {
    const folder = join(this.path, 'checkpoints');
    mkdirSync(folder, { recursive: true });
    const bytes = this.readArtifact(sha256);
    writeFileAtomically(join(folder, `member-${member}.epoch-${epoch}.checkpoint`), bytes);
  }

  /** Gives a result's files the names under which the run keeps them; done again, it does nothing. */
  keepResult(member: number, files: ResultFiles, classes: number): void {
    const { predictionsSha256, topologySha256, weightsSha256, validation } = files;
    if (existsSync(this.#predictionsPath(member))) return;
    const kept = join(this.path, 'members', String(member));
    mkdirSync(kept, { recursive: true });
    writeFileAtomically(join(kept, 'model.json'), this.readArtifact(topologySha256));
    writeFileAtomically(join(kept, 'weights.bin'), this.readArtifact(weightsSha256));
    if (validation) {
      const path = this.#validationPath(member);
      this.#keepPredictions(path, validation.predictionsSha256, classes);
    }
    this.#keepPredictions(this.#predictionsPath(member), predictionsSha256, classes);
  }

  /**
   * The accepted predictions of a member, of this shape: [testSamples, classes].
   *
   * @throws ChorusError `corrupt` when they are not those that were accepted
   */
  readPredictions(member: number, shape: readonly [number, number], sha256: string): Float32Array {
    return readPredictions(this.#predictionsPath(member), shape, sha256);
  }

  /** Likewise, [validationSamples, classes]. */
  readValidation(member: number, shape: readonly [number, number], sha256: string): Float32Array {
    return readPredictions(this.#validationPath(member), shape, sha256);
  }

  /** Of the test images that the run uses, [testSamples]. @throws ChorusError `not-found`, `corrupt` */
  readLabels(testSamples: number): Uint8Array {
    return readUint8Npy(this.#labelsPath, testSamples);
  }

  /**
   * Versions of software by its name, as run.json has them: of the coordinator and of the workers that
   * the run was given to, several as `24.1.0, 24.2.0`.
   *
   * @throws ChorusError `corrupt` when run.json cannot be read
   */
  readVersions(): Record<string, string> {
    const path = this.#descriptionPath;
    try {
      const { versions, workers } = JSON.parse(readFileSync(path, 'utf8')) as RunDescription;
      const all = [versions, ...Object.values(workers).map((worker) => worker.versions)];
      const byName = Map.groupBy(all.flatMap(Object.entries<string>), ([name]) => name);
      return Object.fromEntries(
        [...byName].map(([name, found]) => [
          name,
          [...new Set(found.map(([, version]) => version))].toSorted().join(', '),
        ]),
      );
    } catch (error) {
      const { message } = error as Error;
      throw new ChorusError('corrupt', `${path} cannot be read: ${message}`, { cause: error });
    }
  }

  /** The sample images' pictures, then report.json: when it is there, everything is. */
  writeReport(report: Report, samples: readonly SampleImage[], config: RunConfig): void {
    for (const { index, image } of samples) {
      const png = encodePng(image, config.dataset.shape, SAMPLE_SCALE);
      writeFileAtomically(this.#samplePath(index), png);
    }
    const text = JSON.stringify(report, undefined, 2) + '\n';
    writeFileAtomically(this.reportPath, text);
  }

  /** @throws ChorusError `not-found` when it is not there, `corrupt` when it is no JSON */
  readReport(): Report {
    const path = this.reportPath;
    if (!existsSync(path)) throw new ChorusError('not-found', `there is no file ${path}`);
    try {
      return JSON.parse(readFileSync(path, 'utf8')) as Report;
    } catch (error) {
      const { message } = error as Error;
      throw new ChorusError('corrupt', `${path} cannot be read: ${message}`, { cause: error });
    }
  }

  /** A sample image, as PNG. @throws ChorusError `not-found` when it is none, or not there yet */
  readSample(index: number): Buffer {
    const path = this.#samplePath(index);
    if (existsSync(path)) return readFileSync(path);
    throw new ChorusError('not-found', `run ${this.runId} shows no test image ${index}`);
  }

  /** The run has ended: what its members uploaded is kept under other names, or of no use. */
  removeArtifacts(): void {
    rmSync(join(this.path, 'artifacts'), { recursive: true, force: true });
  }

  /**
   * The files that the run leaves, in chunks, each with its path relative to the folder.
   *
   * @param wanted how their paths begin; none: every file
   */
  async *chunks(wanted: readonly string[] = []): AsyncGenerator<{ path: string; data: Buffer }> {
    const entries = readdirSync(this.path, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const absolute = join(entry.parentPath, entry.name);
      const path = absolute
        .slice(this.path.length + 1)
        .split(sep)
        .join('/');
      if (!entry.isFile() || path.startsWith('artifacts/')) continue;
      if (wanted.length > 0 && !wanted.some((start) => path.startsWith(start))) continue;
      for await (const data of createReadStream(absolute, { highWaterMark: CHUNK_BYTES })) {
        yield { path, data };
      }
    }
  }

  get #descriptionPath(): string {
    return join(this.path, 'run.json');
  }

  get #labelsPath(): string {
    return join(this.path, 'labels.npy');
  }

  #samplePath(index: number): string {
    return join(this.path, 'samples', `test-${index}.png`);
  }

  #predictionsPath(member: number): string {
    return join(this.path, 'predictions', `member-${member}.npy`);
  }

  #validationPath(member: number): string {
    return join(this.path, 'validation', `member-${member}.npy`);
  }

  #keepPredictions(path: string, sha256: string, classes: number): void {
    const predictions = toFloat32(this.readArtifact(sha256));
    writeFileAtomically(path, encodeNpy(predictions, [predictions.length / classes, classes]));
  }

  #writeDescription(): void {
    const text = JSON.stringify({ ...this.#description, workers: this.#workers }, undefined, 2);
    writeFileAtomically(this.#descriptionPath, text + '\n');
    this.#hasNewWorkers = false;
  }
}

function readPredictions(
  path: string,
  shape: readonly [number, number],
  sha256: string,
): Float32Array {
  const predictions = readFloat32Npy(path, shape);
  requireDigest(path, bytesOf(predictions), sha256);
  return predictions;
}

/** The numbers that bytes are, in a copy: the bytes may lie at an address that is no multiple of 4. */
export function toFloat32(bytes: Uint8Array): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}

function requireDigest(path: string, bytes: Uint8Array, sha256: string): void {
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return;
  throw new ChorusError('corrupt', `${path} was altered: its SHA-256 is no longer ${sha256}`);
}
