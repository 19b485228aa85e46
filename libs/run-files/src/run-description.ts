import {
  ChorusError,
  configDigest,
  specifyMember,
  type RunConfig,
  type RunMember,
  type WorkerDescription,
  CHORUS_VERSION,
} from '@chorus/proto';
import type { DatasetFinding } from '@chorus/run-view';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';
import { lineEach } from './readable-json.ts';

/** What run.json holds of the run itself, beside the workers and the coordinator's versions. */
export interface DescribedRun {
  readonly runId: string;
  readonly config: RunConfig;
  readonly members: readonly RunMember[];
  /** What was found when the dataset was made. */
  readonly findings: readonly DatasetFinding[];
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
  #described: DescribedRun | undefined;

  /** @param runFolder the path of the run's folder */
  constructor(runFolder: string) {
    this.path = join(runFolder, 'run.json');
  }

  /** Writes it with the workers noted so far, when the run's folder is made. @throws DiskError */
  write(described: DescribedRun): void {
    this.#described = described;
    this.#write(described);
  }

  /** Adds a member to those that run.json lists; one that it lists already changes nothing. @throws DiskError */
  addMember(number: number, member: RunMember): void {
    if (!this.#described || number <= this.#described.members.length) return;
    const { members } = this.#described;
    this.write({ ...this.#described, members: [...members, member] });
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
    if (this.#hasNewWorkers && this.#described) this.#write(this.#described);
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

  #write({ runId, config, members, findings }: DescribedRun): void {
    const fields = {
      runId: indented(runId),
      config: indented(config),
      configSha256: indented(configDigest(config)),
      // A run may have thousands of members, past which nobody would scroll.
      members: lineEach(
        members.map((own, index) => ({ member: index + 1, ...specifyMember(config, own) })),
      ),
      findings: lineEach(findings),
      versions: indented({ chorus: CHORUS_VERSION, node: process.versions.node }),
      workers: indented(this.#workers),
    };
    const lines = Object.entries(fields).map(([name, text]) => `  "${name}": ${text}`);
    writeFileAtomically(this.path, `{\n${lines.join(',\n')}\n}\n`);
    this.#hasNewWorkers = false;
  }
}

/** A value as JSON, one level deep in an object. */
function indented(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replaceAll('\n', '\n  ');
}
