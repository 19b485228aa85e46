import { createInterface } from 'node:readline';
import {
  GenericContainer,
  Network,
  Wait,
  type ContainerRuntimeClient,
  type StartedNetwork,
  type StartedTestContainer,
} from 'testcontainers';
import { TestImages } from './test-images.ts';

const COORDINATOR_PORT = 50051;
/** What the coordinator's image runs. */
const PROGRAM = '/opt/chorus/lib/node_modules/@chorus/chorus/bin/chorus.js';
/** How long a container may take to serve, or to join. */
const STARTUP_TIMEOUT_MS = 60_000;

/** A container that runs, and what it has printed so far. */
export interface RunningContainer {
  readonly container: StartedTestContainer;
  readonly lines: readonly string[];
}

/** How a worker is started. */
export interface WorkerOptions {
  /** A folder of this machine that it gets at /opt/tensorflow. */
  readonly tensorFlowFolder?: string | undefined;
}

/** A coordinator and workers, each in a container, in a network of their own. */
export class ContainerCluster {
  readonly coordinator: RunningContainer;
  readonly #engine: ContainerRuntimeClient;
  readonly #images: TestImages;
  readonly #network: StartedNetwork;
  readonly #workers: RunningContainer[] = [];

  private constructor(
    engine: ContainerRuntimeClient,
    images: TestImages,
    network: StartedNetwork,
    coordinator: RunningContainer,
  ) {
    this.#engine = engine;
    this.#images = images;
    this.#network = network;
    this.coordinator = coordinator;
  }

  /** Builds the images and starts the coordinator with the command that its image has. */
  static async start(engine: ContainerRuntimeClient): Promise<ContainerCluster> {
    await using undo = new AsyncDisposableStack();
    const images = undo.use(await TestImages.build(engine));
    const network = undo.use(await new Network().start());
    const coordinator = await run(
      new GenericContainer(images.name('coordinator'))
        .withNetwork(network)
        // Its name is what tokens and its certificate call it.
        .withHostname('coordinator')
        .withNetworkAliases('coordinator')
        .withExposedPorts(COORDINATOR_PORT)
        .withWaitStrategy(Wait.forListeningPorts()),
    );
    undo.move();
    return new ContainerCluster(engine, images, network, coordinator);
  }

  /** Makes a token, as an administrator does, and prints nothing else. @param flags of `chorus token create` */
  async token(...flags: readonly string[]): Promise<string> {
    const { container } = this.coordinator;
    const command = ['token', 'create', '--state', '/var/lib/chorus', ...flags];
    const { output, exitCode } = await container.exec(['node', PROGRAM, ...command]);
    if (exitCode !== 0) throw new Error(`no token was made: ${output}`);
    return output.trim();
  }

  /** HOST:PORT at which this machine reaches the coordinator. */
  get address(): string {
    const { container } = this.coordinator;
    return `${container.getHost()}:${container.getMappedPort(COORDINATOR_PORT)}`;
  }

  /** Resolves when the worker has joined. */
  async startWorker({ tensorFlowFolder }: WorkerOptions = {}): Promise<RunningContainer> {
    const mounts = tensorFlowFolder
      ? [{ source: tensorFlowFolder, target: '/opt/tensorflow', mode: 'ro' as const }]
      : [];
    const worker = await run(
      new GenericContainer(this.#images.name('worker'))
        .withNetwork(this.#network)
        .withBindMounts(mounts)
        .withEnvironment({ CHORUS_JOIN_TOKEN: await this.token() })
        .withCommand(['serve', '--allow-cpu'])
        .withWaitStrategy(Wait.forLogMessage(/"joined /)),
    );
    this.#workers.push(worker);
    return worker;
  }

  /** Sends SIGTERM and nothing else. @returns the exit status */
  async terminate({ container }: RunningContainer): Promise<number> {
    const handle = this.#engine.container.getById(container.getId());
    const ended = handle.wait() as Promise<{ StatusCode: number }>;
    await handle.kill({ signal: 'SIGTERM' });
    return (await ended).StatusCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const containers = [...this.#workers, this.coordinator];
    await Promise.all(containers.map(({ container }) => container.stop()));
    await this.#network.stop();
    await this.#images[Symbol.asyncDispose]();
  }
}

async function run(container: GenericContainer): Promise<RunningContainer> {
  const lines: string[] = [];
  container.withStartupTimeout(STARTUP_TIMEOUT_MS).withLogConsumer((output) => {
    createInterface(output).on('line', (line) => lines.push(line));
  });
  try {
    return { container: await container.start(), lines };
  } catch (error) {
    const printed = lines.join('\n') || 'nothing';
    throw new Error(`a container did not start; it printed: ${printed}`, { cause: error });
  }
}
