import { ChorusError, CHUNK_BYTES, type RunConfig, type RunMember } from '@chorus/proto';
import { DATASET_FILE, REPORT_FILE, type DatasetFacts, type Report } from '@chorus/run-view';
import { hash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';
import { encodeLabels, encodeNpy, readLabels } from './npy.ts';
import { ARTIFACTS_FOLDER, ArtifactStore } from './artifact-store.ts';
import { digestOfFile } from './file-digest.ts';
import { listedPaths } from './listed-paths.ts';
import { PACKING_FILE } from './packed/packing.ts';
import { readJson } from './read-json.ts';
import { readPredictions, toFloat32 } from './read-predictions.ts';
import { readableJson } from './readable-json.ts';
import {
  encodeManifest,
  MANIFEST_FILE,
  readManifest,
  type ListedFile,
  type RunManifest,
} from './run-manifest.ts';
import { runFolderProblem } from './run-folder-problem.ts';
import { RunDescription } from './run-description.ts';
import type { SamplePicture } from './shown-samples.ts';
import type { TestSet } from './test-set.ts';
import { ValidationFolder } from './validation-folder.ts';

/** The name of the file of a run's events. */
export const EVENTS_FILE = 'events.jsonl';

/** The files of an accepted result, by their SHA-256. */
export interface ResultFiles {
  readonly predictionsSha256: string;
  /** Of its model; undefined in a run that only predicts, and of a member that is predictions alone. */
  readonly topologySha256?: string;
  readonly weightsSha256?: string;
  readonly validation?: { readonly predictionsSha256: string };
}

/**
 * The folder that one run leaves; docs/architecture.md lists what is in it.
 *
 * F2: everything but the artifacts (F1 in artifact-store.ts) can be written again from the journal and
 *     them.
 * F3: when a run that has succeeded is sealed, nothing is written into its folder any more: the manifest
 *     (run-manifest.ts) says of every file what the run wrote.
 */
export class RunFolder {
  readonly path: string;
  readonly runId: string;
  readonly artifacts: ArtifactStore;
  readonly description: RunDescription;
  readonly validation: ValidationFolder;
  /** Files that were written by this process, so that the manifest need not read them again. */
  readonly #written = new Map<string, ListedFile>();

  constructor(runsDir: string, runId: string) {
    this.runId = runId;
    this.path = join(runsDir, runId);
    this.artifacts = new ArtifactStore(this.path);
    this.description = new RunDescription(this.path);
    this.validation = new ValidationFolder(this.path);
  }

  get eventsPath(): string {
    return join(this.path, EVENTS_FILE);
  }

  get reportPath(): string {
    return join(this.path, REPORT_FILE);
  }

  get datasetPath(): string {
    return join(this.path, DATASET_FILE);
  }

  /** Why there are no files to be had or kept; undefined when the folder is there. */
  get problem(): string | undefined {
    return runFolderProblem(this.path);
  }

  /** Whether somebody has removed it already. */
  get isGone(): boolean {
    return !existsSync(this.path);
  }

  /** @throws ChorusError `not-found` when the folder of a run that goes on was deleted or moved */
  requireThere(): void {
    const { path } = this.description;
    const { problem } = this;
    if (problem !== undefined || !existsSync(path)) {
      throw new ChorusError('not-found', problem ?? `${path} is gone`);
    }
  }

  get manifestPath(): string {
    return join(this.path, MANIFEST_FILE);
  }

  get packingPath(): string {
    return join(this.path, PACKING_FILE);
  }

  get htmlReportPath(): string {
    return join(this.path, 'report.html');
  }

  /** Makes the folder, also that of a run that goes on. @throws ChorusError `invalid` when it cannot be written */
  create(
    config: RunConfig,
    members: readonly RunMember[],
    { labels, validationLabels, folds, facts }: Omit<TestSet, 'samples'>,
  ): void {
    try {
      for (const folder of ['predictions', 'samples', ARTIFACTS_FOLDER]) {
        mkdirSync(join(this.path, folder), { recursive: true });
      }
    } catch (error) {
      const { message } = error as Error;
      throw new ChorusError('invalid', `the run's folder cannot be written: ${message}`, {
        cause: error,
      });
    }
    this.description.write({ runId: this.runId, config, members, findings: facts.findings });
    writeFileAtomically(this.datasetPath, readableJson(facts));
    // Nobody knows the classes of what is only predicted.
    if (config.predicts) return;
    const classes = config.dataset.classes.length;
    writeFileAtomically(this.#labelsPath, encodeLabels(labels, classes));
    if (validationLabels) this.validation.create(validationLabels, folds, classes);
  }

  /** Removes the folder of a run that was not begun after all, or that is deleted. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  /** @param name of what TensorBoard calls a run: `member-1` */
  tensorboardPath(name: string): string {
    return join(this.path, 'tensorboard', name);
  }

  /** Keeps a checkpoint under a name for people, beyond the end of the run. */
  keepCheckpoint(member: number, epoch: number, sha256: string): void {
    const folder = join(this.path, 'checkpoints');
    mkdirSync(folder, { recursive: true });
    const bytes = this.artifacts.read(sha256);
    this.#write(join(folder, `member-${member}.epoch-${epoch}.checkpoint`), bytes, sha256);
  }

  /** Gives a result's files the names under which the run keeps them; done again, it does nothing. */
  keepResult(member: number, files: ResultFiles, classes: number): void {
    const { predictionsSha256, topologySha256, weightsSha256, validation } = files;
    if (existsSync(this.#predictionsPath(member))) return;
    if (topologySha256 !== undefined && weightsSha256 !== undefined) {
      this.#keepModel(member, { 'model.json': topologySha256, 'weights.bin': weightsSha256 });
    }
    if (validation) {
      const path = this.validation.predictionsPath(member);
      this.#keepPredictions(path, validation.predictionsSha256, classes);
    }
    this.#keepPredictions(this.#predictionsPath(member), predictionsSha256, classes);
  }

  /** Whether {@link keepResult} has come to its end for the member. */
  hasResult(member: number): boolean {
    return existsSync(this.#predictionsPath(member));
  }

  /**
   * The accepted predictions of a member, of this shape: [testSamples, classes].
   *
   * @throws ChorusError `corrupt` when they are not those that were accepted
   */
  readPredictions(member: number, shape: readonly [number, number], sha256: string): Float32Array {
    return readPredictions(this.#predictionsPath(member), shape, sha256);
  }

  /** The labels of the test samples that the run uses, [testSamples]. @throws ChorusError `not-found`, `corrupt` */
  readLabels(testSamples: number, classes: number): Int32Array {
    return readLabels(this.#labelsPath, testSamples, classes);
  }

  /**
   * The sample images' pictures, then report.json: when it is there, everything is.
   *
   * @returns the report's SHA-256
   */
  writeReport(report: Report, pictures: readonly SamplePicture[]): string {
    for (const { index, png } of pictures) writeFileAtomically(this.#samplePath(index), png);
    const text = JSON.stringify(report, undefined, 2) + '\n';
    writeFileAtomically(this.reportPath, text);
    return hash('sha256', text);
  }

  /**
   * Seals the folder of a run that has succeeded (F3), unless it is.
   *
   * @throws DiskError; Error of the file system when a file cannot be read
   */
  seal(): void {
    if (existsSync(this.manifestPath)) return;
    writeFileAtomically(this.manifestPath, encodeManifest(this.describeFiles()));
    this.#written.clear();
  }

  /** What a manifest would say of the files that are there. @throws Error of the file system */
  describeFiles(): RunManifest {
    const files = listedPaths(this.path).map(
      (path) => this.#written.get(path) ?? { path, ...digestOfFile(join(this.path, path)) },
    );
    const lines = readFileSync(this.eventsPath, 'utf8').split('\n').slice(0, -1);
    const events = { count: lines.length, sha256: hash('sha256', lines.at(-1)!) };
    return { runId: this.runId, events, files };
  }

  /** The size that a file had when the run was sealed; undefined before, and of a manifest that was altered. */
  sealedBytes(path: string): number | undefined {
    try {
      return this.readManifest()?.files.find((file) => file.path === path)?.bytes;
    } catch {
      return undefined;
    }
  }

  /** @returns undefined when an older version wrote the run, or it is not sealed yet @throws ChorusError `corrupt`, `refused` */
  readManifest(): RunManifest | undefined {
    return readManifest(this.manifestPath);
  }

  /** @throws ChorusError `not-found` when it is not there, `corrupt` when it is no JSON */
  readReport(): Report {
    const path = this.reportPath;
    if (!existsSync(path)) throw new ChorusError('not-found', `there is no file ${path}`);
    return readJson(path) as Report;
  }

  /** What the run was trained on; undefined in the folder of an older version. @throws ChorusError `corrupt` */
  readDataset(): DatasetFacts | undefined {
    const path = this.datasetPath;
    return existsSync(path) ? (readJson(path) as DatasetFacts) : undefined;
  }

  /** Whether there is a picture of this test sample. */
  hasSample(index: number): boolean {
    return existsSync(this.#samplePath(index));
  }

  /** A sample image, as PNG. @throws ChorusError `not-found` when it is none, or not there yet */
  readSample(index: number): Buffer {
    const path = this.#samplePath(index);
    if (existsSync(path)) return readFileSync(path);
    throw new ChorusError('not-found', `run ${this.runId} shows no test image ${index}`);
  }

  /**
   * The files that the run leaves, in chunks, each with its path relative to the folder.
   *
   * @param wanted how their paths begin; none: every file
   */
  async *chunks(wanted: readonly string[] = []): AsyncGenerator<{ path: string; data: Buffer }> {
    for (const path of listedPaths(this.path)) {
      if (wanted.length > 0 && !wanted.some((start) => path.startsWith(start))) continue;
      const absolute = join(this.path, path);
      for await (const data of createReadStream(absolute, { highWaterMark: CHUNK_BYTES })) {
        yield { path, data };
      }
    }
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

  #keepModel(member: number, files: Readonly<Record<string, string>>): void {
    const kept = join(this.path, 'members', String(member));
    mkdirSync(kept, { recursive: true });
    for (const [name, sha256] of Object.entries(files)) {
      this.#write(join(kept, name), this.artifacts.read(sha256), sha256);
    }
  }

  #keepPredictions(path: string, sha256: string, classes: number): void {
    const predictions = toFloat32(this.artifacts.read(sha256));
    this.#write(path, encodeNpy(predictions, [predictions.length / classes, classes]));
  }

  #write(path: string, bytes: Uint8Array, sha256 = hash('sha256', bytes)): void {
    writeFileAtomically(path, bytes);
    const relative = path.slice(this.path.length + 1).replaceAll(sep, '/');
    this.#written.set(relative, { path: relative, bytes: bytes.length, sha256 });
  }
}
