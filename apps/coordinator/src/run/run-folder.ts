import {
  ChorusError,
  CHUNK_BYTES,
  type ArtifactKind,
  type Hello,
  type RunConfig,
} from '@chorus/proto';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join, sep } from 'node:path';
import { writeFileAtomically } from '../artifacts/atomic-file.ts';
import { encodeNpy, readFloat32Npy } from '../artifacts/npy.ts';
import { encodePng } from '../artifacts/png.ts';
import type { Report } from './report.ts';
import type { SampleImage } from './test-set.ts';
import { CHORUS_VERSION } from './version.ts';

/** Files of an attempt wait under these names until its result is accepted. */
const STAGED_NAMES: Record<Exclude<ArtifactKind, 'ARTIFACT_KIND_UNSPECIFIED'>, string> = {
  ARTIFACT_KIND_PREDICTIONS: 'predictions.f32',
  ARTIFACT_KIND_MODEL_TOPOLOGY: 'model.json',
  ARTIFACT_KIND_MODEL_WEIGHTS: 'weights.bin',
};

/** Sample images are shown this many times as wide and high as they are. */
const SAMPLE_SCALE = 8;

/** An attempt's predictions, as its worker uploaded them. */
export interface StagedResult {
  /** [testSamples, classes] */
  readonly predictions: Float32Array;
  readonly predictionsSha256: string;
}

/** The folder that one run leaves; docs/architecture.md lists what is in it. */
export class RunFolder {
  readonly path: string;
  readonly runId: string;
  readonly #workers: Record<string, unknown> = {};
  #description: Record<string, unknown> = {};

  constructor(runsDir: string, runId: string) {
    this.runId = runId;
    this.path = join(runsDir, runId);
  }

  get eventsPath(): string {
    return join(this.path, 'events.jsonl');
  }

  /** @throws ChorusError `invalid` when the folder cannot be written */
  create(config: RunConfig, memberSeeds: readonly number[], labels: Uint8Array): void {
    try {
      for (const folder of ['predictions', 'samples', 'staging']) {
        mkdirSync(join(this.path, folder), { recursive: true });
      }
    } catch (error) {
      const { message } = error as Error;
      throw new ChorusError('invalid', `the run's folder cannot be written: ${message}`);
    }
    this.#description = {
      runId: this.runId,
      config,
      memberSeeds,
      versions: { chorus: CHORUS_VERSION, node: process.versions.node },
    };
    this.#writeDescription();
    writeFileAtomically(join(this.path, 'labels.npy'), encodeNpy(labels, [labels.length]));
  }

  /** Notes in run.json who trains, with its devices and versions. */
  addWorker({ workerId, hostname, devices, versions }: Hello): void {
    if (workerId in this.#workers) return;
    this.#workers[workerId] = { hostname, devices, versions };
    this.#writeDescription();
  }

  tensorboardPath(member: number): string {
    return join(this.path, 'tensorboard', `member-${member}`);
  }

  /** Where a file of an attempt waits; its folder is made. */
  stagingPath(member: number, attempt: number, kind: ArtifactKind): string {
    if (kind === 'ARTIFACT_KIND_UNSPECIFIED') {
      throw new ChorusError('invalid', 'an artifact came without its kind');
    }
    const folder = this.#stagingFolder(member, attempt);
    mkdirSync(folder, { recursive: true });
    return join(folder, STAGED_NAMES[kind]);
  }

  /** @throws ChorusError `invalid` when a file of the attempt was not uploaded */
  readStaged(member: number, attempt: number): StagedResult {
    const folder = this.#stagingFolder(member, attempt);
    const present = readdirSync(folder);
    const missing = Object.values(STAGED_NAMES).find((name) => !present.includes(name));
    if (missing) {
      throw new ChorusError('invalid', `attempt ${attempt} ended without uploading its ${missing}`);
    }
    const bytes = readFileSync(join(folder, STAGED_NAMES.ARTIFACT_KIND_PREDICTIONS));
    return {
      predictions: new Float32Array(new Uint8Array(bytes).buffer),
      predictionsSha256: createHash('sha256').update(bytes).digest('hex'),
    };
  }

  /** Gives the attempt's files the names under which the run keeps them. */
  acceptStaged(
    member: number,
    attempt: number,
    { predictions }: StagedResult,
    classes: number,
  ): void {
    const staging = this.#stagingFolder(member, attempt);
    const kept = join(this.path, 'members', String(member));
    mkdirSync(kept, { recursive: true });
    for (const name of ['model.json', 'weights.bin'])
      renameSync(join(staging, name), join(kept, name));
    const shape = [predictions.length / classes, classes];
    writeFileAtomically(this.#predictionsPath(member), encodeNpy(predictions, shape));
    rmSync(staging, { recursive: true });
  }

  /** The accepted predictions of a member, of this shape: [testSamples, classes]. */
  readPredictions(member: number, shape: readonly [number, number]): Float32Array {
    return readFloat32Npy(this.#predictionsPath(member), shape);
  }

  /** The sample images' pictures, then report.json: when it is there, everything is. */
  writeReport(report: Report, samples: readonly SampleImage[], config: RunConfig): void {
    for (const { index, image } of samples) {
      const png = encodePng(image, config.dataset.shape, SAMPLE_SCALE);
      writeFileAtomically(join(this.path, 'samples', `test-${index}.png`), png);
    }
    rmSync(join(this.path, 'staging'), { recursive: true, force: true });
    const text = JSON.stringify(report, undefined, 2) + '\n';
    writeFileAtomically(join(this.path, 'report.json'), text);
  }

  /** Every file that the run leaves, in chunks, with its path relative to the folder. */
  async *chunks(): AsyncGenerator<{ path: string; data: Buffer }> {
    const entries = readdirSync(this.path, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const absolute = join(entry.parentPath, entry.name);
      const path = absolute
        .slice(this.path.length + 1)
        .split(sep)
        .join('/');
      if (!entry.isFile() || path.startsWith('staging/')) continue;
      for await (const data of createReadStream(absolute, { highWaterMark: CHUNK_BYTES })) {
        yield { path, data };
      }
    }
  }

  #stagingFolder(member: number, attempt: number): string {
    return join(this.path, 'staging', `member-${member}.attempt-${attempt}`);
  }

  #predictionsPath(member: number): string {
    return join(this.path, 'predictions', `member-${member}.npy`);
  }

  #writeDescription(): void {
    const text = JSON.stringify({ ...this.#description, workers: this.#workers }, undefined, 2);
    writeFileAtomically(join(this.path, 'run.json'), text + '\n');
  }
}
