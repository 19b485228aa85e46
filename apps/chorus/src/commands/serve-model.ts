import { BACKENDS } from '@chorus/backend-names';
import { Interruption } from '@chorus/command-line';
import { startModelServer } from '@chorus/model-server';
import { backendOf } from '@chorus/prediction';
import { checkListenAddress, ChorusError, hostOf, isLoopback } from '@chorus/proto';
import { findRun, FinishedRun } from '@chorus/run-files';
import { EXIT_STATUS } from '../exit-status.ts';
import { prepareTensorFlow } from '../predict/prepare-tensorflow.ts';
import { PlainReporter } from '../terminal/plain-reporter.ts';

/** What `chorus serve-model` was told. */
export interface ServeModelFlags {
  /** HOST:PORT */
  readonly listen: string;
  /** HOST:PORT; undefined: no gRPC. */
  readonly grpc?: string;
  readonly name: string;
}

/**
 * Serves the ensemble of a run until Ctrl-C or SIGTERM; the requests that it has are answered.
 *
 * @param word the run's folder, or its id
 * @returns the exit status
 * @throws ChorusError for what is wrong with the run, the flags or the addresses
 */
export async function serveModel(word: string, flags: ServeModelFlags): Promise<number> {
  const { listen, grpc, name } = flags;
  checkListenAddress('--listen', listen);
  if (grpc !== undefined) checkListenAddress('--grpc', grpc);
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) {
    const allowed = 'must be 1 to 64 of the characters A-Z a-z 0-9 . _ -';
    throw new ChorusError('invalid', `--name ${allowed}, not '${name}'`);
  }
  const run = FinishedRun.open(findRun(word));
  const reporter = new PlainReporter(process.stdout, process.stderr, process.env);
  for (const address of [listen, grpc].filter((each) => each !== undefined)) {
    warnOf(address, reporter);
  }
  const interruption = new Interruption();
  const { signal } = interruption;
  try {
    if (BACKENDS[backendOf(run)].needsSetUp) await prepareTensorFlow(reporter, signal);
    const server = await startModelServer(run, { listen, grpc, name, signal: undefined });
    reporter.note(`Run ${run.runId} is served as the model '${name}'`);
    reporter.note(`  HTTP: http://${server.address}/v2/models/${name}`);
    if (server.grpcAddress !== undefined) reporter.note(`  gRPC: ${server.grpcAddress}`);
    const failure = await Promise.race([interruption.received(), server.failed]);
    if (failure) reporter.warn(`${failure.message}; start it again`);
    else reporter.note('stopping; requests that came are answered');
    await server.stop();
    return failure ? EXIT_STATUS.failed : EXIT_STATUS.succeeded;
  } catch (error) {
    if (signal.aborted) return interruption.exitStatus;
    throw error;
  }
}

function warnOf(address: string, reporter: PlainReporter): void {
  if (isLoopback(hostOf(address))) return;
  reporter.warn(
    `${address} can be reached from other machines, without encryption or password: whoever reaches it may ask`,
  );
}
