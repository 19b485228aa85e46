import {
  ChorusError,
  configDigest,
  type RunConfig,
  type WorkerDescription,
  CHORUS_VERSION,
} from '@chorus/proto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';

/** What run.json holds of the run itself, beside the workers and the coordinator's versions. */
export interface DescribedRun {
  readonly runId: string;
  readonly config: RunConfig;
  readonly memberSeeds: readonly number[];
}

/** What run.json says of a worker. */
type TrainedBy = Pick<WorkerDescription, 'hostname' | 'devices' | 'versions'>;

/** What is read again of run.json. */
interface ReadAgain {
  readonly versions: Readonly<Record<string, string>>;
  readonly workers: Readonly<Record<string, Pick<WorkerDescription, 'versions'>>>;
}

/** The file run.json of one run: what was asked for, and which software and machines train it. */
export class RunDescription {
  readonly path: string;
  readonly #workers: Record<string, TrainedBy> = {};
  #hasNewWorkers = false;
  /** Undefined until the run's folder is made. */
  #described: Record<string, unknown> | undefined;

  /** @param runFolder the path of the run's folder */
  constructor(runFolder: string) {
    this.path = join(runFolder, 'run.json');
  }

  /** Writes it with the workers noted so far, when the run's folder is made. @throws DiskError */
  write({ runId, config, memberSeeds }: DescribedRun): void {
    this.#described = {
      runId,
      config,
      configSha256: configDigest(config),
      memberSeeds,
      versions: { chorus: CHORUS_VERSION, node: process.versions.node },
    };
    this.#write();
  }

  /** Notes who trains, with its devices and versions: {@link writeWorkers} puts it into run.json. */
  addWorker(workerId: string, { hostname, devices, versions }: TrainedBy): void {
    if (workerId in this.#workers) return;
    this.#workers[workerId] = { hostname, devices, versions };
    this.#hasNewWorkers = true;
  }

  /** The workers noted so far, by their names. */
  get workers(): Readonly<Record<string, TrainedBy>> {
    return this.#workers;
  }

  /** Apart from `addWorker`, so that a thousand workers who join at once are one write. */
  writeWorkers(): void {
    if (this.#hasNewWorkers && this.#described) this.#write();
  }

  /**
   * Versions of software by its name, as run.json has them: of the coordinator and of the workers that
   * the run was given to, several as `24.1.0, 24.2.0`.
   *
   * @throws ChorusError `corrupt` when run.json cannot be read
   */
  readVersions(): Record<string, string> {
    const { path } = this;
    try {
      const { versions, workers } = JSON.parse(readFileSync(path, 'utf8')) as ReadAgain;
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

  #write(): void {
    const text = JSON.stringify({ ...this.#described, workers: this.#workers }, undefined, 2);
    writeFileAtomically(this.path, text + '\n');
    this.#hasNewWorkers = false;
  }
}
