import { logVerbosity, Server, ServerCredentials, setLogVerbosity } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { ChorusError, keepaliveOptions, packageDefinition, v1 } from '@chorus/proto';
import { HealthImplementation } from 'grpc-health-check';
import { mkdirSync } from 'node:fs';
import { DatasetStore } from './dataset-store.ts';
import { Dispatcher } from './dispatcher.ts';
import { runService } from './run-service.ts';
import { workerService } from './worker-service.ts';

/** How often lost workers are looked for. */
const TICK_INTERVAL_MS = 1_000;

export interface CoordinatorOptions {
  /** HOST:PORT; port 0 takes a free one. */
  readonly listen: string;
  /** Where each run leaves a folder. */
  readonly runsDir: string;
  /** The cache folder, CHORUS_HOME: datasets are in it. */
  readonly home: string;
}

export interface Coordinator {
  /** HOST:PORT by which it can be dialled. */
  readonly address: string;
  /** Disconnects everybody at once. */
  stop(): Promise<void>;
}

/**
 * Starts a coordinator; it serves when the promise resolves.
 *
 * @throws ChorusError `invalid` when it cannot listen there, or cannot write the runs' folder
 */
export async function startCoordinator(options: CoordinatorOptions): Promise<Coordinator> {
  makeRunsDir(options.runsDir);
  const dispatcher = new Dispatcher();
  const datasets = new DatasetStore(options.home);

  const server = new Server(keepaliveOptions);
  server.addService(v1.WorkerService.service, workerService(dispatcher, datasets));
  server.addService(v1.RunService.service, runService(dispatcher, datasets, options.runsDir));
  const serving = {
    '': 'SERVING',
    'chorus.v1.RunService': 'SERVING',
    'chorus.v1.WorkerService': 'SERVING',
  } as const;
  new HealthImplementation(serving).addToServer(server);
  new ReflectionService(packageDefinition).addToServer(server);

  const port = await bind(server, options.listen);
  const ticking = setInterval(() => dispatcher.tick(), TICK_INTERVAL_MS);
  return {
    address: `${options.listen.slice(0, options.listen.lastIndexOf(':'))}:${port}`,
    async stop() {
      clearInterval(ticking);
      dispatcher.close();
      server.forceShutdown();
    },
  };
}

function makeRunsDir(runsDir: string): void {
  try {
    mkdirSync(runsDir, { recursive: true });
  } catch (error) {
    const { message } = error as Error;
    throw new ChorusError('invalid', `the runs' folder ${runsDir} cannot be made: ${message}`);
  }
}

function bind(server: Server, listen: string): Promise<number> {
  // grpc-js would print the same problem in its own words.
  setLogVerbosity(logVerbosity.NONE);
  return new Promise((resolve, reject) => {
    server.bindAsync(listen, ServerCredentials.createInsecure(), (error, port) => {
      if (!error) return resolve(port);
      const inUse = error.message.includes('EADDRINUSE');
      const why = inUse ? 'another program listens there' : error.message;
      reject(
        new ChorusError('invalid', `cannot listen on ${listen}: ${why}; choose another --listen`),
      );
    });
  });
}
