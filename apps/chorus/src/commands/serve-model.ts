import { BACKENDS } from '@chorus/backend-names';
import { Interruption } from '@chorus/command-line';
import { startModelServer } from '@chorus/model-server';
import { backendOf } from '@chorus/prediction';
import {
  checkListenAddress,
  ChorusError,
  hostOf,
  isLoopback,
  requireLoopback,
  type ServerTls,
} from '@chorus/proto';
import { findRun, FinishedRun } from '@chorus/run-files';
import { readCertificates, readPair, type CertificateFlags } from '@chorus/trust';
import { EXIT_STATUS } from '../exit-status.ts';
import { prepareTensorFlow } from '../predict/prepare-tensorflow.ts';
import { PlainReporter } from '../terminal/plain-reporter.ts';

/** What `chorus serve-model` was told. */
export interface ServeModelFlags extends CertificateFlags {
  /** HOST:PORT */
  readonly listen: string;
  /** HOST:PORT; undefined: no gRPC. */
  readonly grpc?: string;
  readonly name: string;
  readonly insecure?: boolean;
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
  const tls = tlsOf(flags);
  const run = FinishedRun.open(findRun(word));
  const reporter = new PlainReporter(process.stdout, process.stderr, process.env);
  for (const address of [listen, grpc].filter((each) => each !== undefined)) {
    warnOf(address, tls, reporter);
  }
  const interruption = new Interruption();
  const { signal } = interruption;
  try {
    if (BACKENDS[backendOf(run)].needsSetUp) await prepareTensorFlow(reporter, signal);
    const server = await startModelServer(run, { listen, grpc, tls, name, signal: undefined });
    reporter.note(`Run ${run.runId} is served as the model '${name}'`);
    reporter.note(`  HTTP: ${tls ? 'https' : 'http'}://${server.address}/v2/models/${name}`);
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

/** By what the servers are known: certificates from elsewhere. @throws ChorusError `invalid` when others reach them and they have none */
function tlsOf({
  listen,
  grpc,
  insecure = false,
  ...flags
}: ServeModelFlags): ServerTls | undefined {
  const { tlsCert, tlsKey, tlsCa } = flags;
  if (tlsCert === undefined && tlsKey === undefined && tlsCa === undefined) {
    const safer =
      'give --tls-cert and --tls-key, and --tls-ca to let nobody in whom it does not vouch for';
    requireLoopback('--listen', listen, insecure, safer);
    if (grpc !== undefined) requireLoopback('--grpc', grpc, insecure, safer);
    return undefined;
  }
  if (tlsCert === undefined || tlsKey === undefined || insecure) {
    const together = '--tls-cert and --tls-key go together, and not beside --insecure';
    throw new ChorusError('invalid', together);
  }
  const clientAuthority = tlsCa === undefined ? undefined : readCertificates('--tls-ca', tlsCa);
  return { pair: readPair({ cert: tlsCert, key: tlsKey }), clientAuthority };
}

function warnOf(address: string, tls: ServerTls | undefined, reporter: PlainReporter): void {
  if (isLoopback(hostOf(address)) || tls?.clientAuthority !== undefined) return;
  const how = tls
    ? 'whoever reaches it may ask'
    : 'without encryption, and whoever reaches it may ask';
  reporter.warn(`${address} can be reached from other machines: ${how}`);
}
