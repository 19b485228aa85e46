import { toKebabCase, endRequests, isTerminalClosed } from '@chorus/command-line';
import {
  chorusHome,
  examineHome,
  examineOpenFiles,
  examineTemporaryFolder,
  forbidCoreFiles,
  requireEnvironment,
} from '@chorus/machine';
import { BACKEND_NAMES, BACKENDS, PREFERRED_BACKEND } from '@chorus/backend-names';
import { checkAddress, checkListenAddress, ChorusError, requireLoopback } from '@chorus/proto';
import { LOG_LEVELS, type LogLevel } from '@chorus/telemetry';
import { setUpTensorFlow } from '@chorus/tensorflow';
import type { CertificateFlags } from '@chorus/trust';
import { Command, Option } from 'commander';
import { parseMemory } from '../dataset-memory.ts';
import { log } from '../log.ts';
import { readToken, type TokenFlags } from '../identity/read-token.ts';
import { keepRenewing } from '../identity/renew-identity.ts';
import { settleIdentity } from '../identity/settle-identity.ts';
import { checkName, resolveOptions, type WorkerOptions } from '../options.ts';
import { superviseWorker } from '../supervisor.ts';
import { unlessAborted } from '../unless-aborted.ts';
import { describeEnd } from './describe-end.ts';
import { EndSignals } from './end-signals.ts';

const USAGE_ERROR = 2;

const program = new Command('chorus-worker')
  .description('Trains members of ensembles for a Chorus coordinator.')
  .helpOption('-h, --help', 'show this help')
  .exitOverride()
  .configureOutput({ writeErr: () => {} });

program
  .command('serve')
  .description(
    'join a coordinator and train what it assigns, until Ctrl-C, which lets it finish its epochs',
  )
  .option('--coordinator <host:port>', 'where the coordinator listens (default: as the token says)')
  .option('--join <token>', "join by a token, which 'chorus token create' makes")
  .option('--join-file <file>', 'join by the token in a file (default: CHORUS_JOIN_TOKEN)')
  .option('--name <name>', 'what it is called, the same at every start (default: a new one each)')
  .option('--slots <n>', 'members trained at once (default: one per GPU)')
  .option('--slots-per-gpu <n>', 'members trained at once on each GPU (default: 1)')
  .addOption(
    new Option('--backend <name>', 'default: TensorFlow when it is set up').choices(BACKEND_NAMES),
  )
  .option('--allow-cpu', 'train without a GPU', false)
  .option('--tls-cert <file>', 'a certificate from elsewhere, in PEM, by which it is known')
  .option('--tls-key <file>', 'the private key of that certificate')
  .option('--tls-ca <file>', 'the authority that vouches for both sides')
  .addOption(
    // `chorus train` passes it, which knows what it will submit.
    new Option('--threads <n>', 'threads of the trainer that is started ahead').hideHelp(),
  )
  .option('--data-dir <folder>', 'a copy of the dataset, so that it need not be fetched')
  .option(
    '--dataset-memory <size>',
    'a trainer reads a larger dataset by pieces (default: a quarter of the memory available)',
  )
  .option(
    '--cache-size <size>',
    'keep so much of the datasets and weights that it has fetched (default: all of it)',
  )
  .option('--metrics <host:port>', 'serve /metrics for Prometheus there (default: nowhere)')
  .option('--insecure', 'show the metrics to other machines, too, whoever asks')
  .addOption(
    new Option('--log-level <level>', 'the quietest lines that are written')
      .choices(LOG_LEVELS)
      .default('info'),
  )
  .action(serve);

/** What is read from texts. */
type ReadOption =
  | 'coordinator'
  | 'credentials'
  | 'slots'
  | 'slotsPerGpu'
  | 'threads'
  | 'datasetMemory'
  | 'cacheBytes';

/** The flags as the command line has them: texts, of which nothing else is known. */
interface ServeFlags extends TokenFlags, CertificateFlags, Omit<WorkerOptions, ReadOption> {
  readonly coordinator?: string;
  readonly slots?: string;
  readonly slotsPerGpu?: string;
  readonly threads?: string;
  readonly datasetMemory?: string;
  readonly cacheSize?: string;
  readonly logLevel: LogLevel;
  readonly insecure?: boolean;
}

type WorkerSizes = Pick<WorkerOptions, 'datasetMemory' | 'cacheBytes'>;

async function serve(serveFlags: ServeFlags): Promise<void> {
  const {
    coordinator: address,
    slots,
    slotsPerGpu,
    threads,
    datasetMemory,
    cacheSize,
    logLevel,
    insecure = false,
    ...flags
  } = serveFlags;
  log.level = logLevel;
  if (address !== undefined) checkAddress('--coordinator', address);
  const token = readToken(flags, process.env);
  if (flags.metrics !== undefined) {
    checkListenAddress('--metrics', flags.metrics);
    const safer = 'let something on this machine scrape it';
    requireLoopback('--metrics', flags.metrics, insecure, safer);
  }
  if (flags.name !== undefined) checkName('--name', flags.name);
  const options = {
    ...flags,
    ...(slots !== undefined && { slots: parseCount('--slots', slots) }),
    ...(slotsPerGpu !== undefined && { slotsPerGpu: parseCount('--slots-per-gpu', slotsPerGpu) }),
    ...(threads !== undefined && { threads: parseCount('--threads', threads) }),
    ...sizeOption('datasetMemory', '--dataset-memory', datasetMemory, 'CHORUS_DATASET_MEMORY'),
    ...sizeOption('cacheBytes', '--cache-size', cacheSize, 'CHORUS_CACHE_SIZE'),
  };

  requireEnvironment(
    [examineHome(process.env), examineTemporaryFolder(process.env), examineOpenFiles()],
    (text) => log.warn(text),
  );

  const signals = new EndSignals(endRequests(), process, process.connected);
  if (BACKENDS[options.backend ?? PREFERRED_BACKEND].needsSetUp) {
    const tell = !process.stderr.isTTY && { log: (line: string) => log.info(line) };
    await setUpTensorFlow({ signal: signals.first, ...tell });
  }
  const dataDir = options.dataDir ?? process.env['CHORUS_DATA_DIR'];
  const home = chorusHome(process.env);
  const asked = { ...flags, coordinator: address, name: flags.name, token, home };
  const { name, coordinator, ...identity } = await unlessAborted(
    settleIdentity(asked),
    signals.first,
  );
  if (identity.credentials) await forbidCoreFiles();
  const known = { coordinator, ...(name && { name }), credentials: identity.credentials };
  const resolved = await resolveOptions(
    { ...options, ...known, home, ...(dataDir && { dataDir }) },
    signals.first,
  );
  log.setBindings({ worker: resolved.workerId });
  log.info(resolved.backendReason);
  const { membership: label } = identity;
  // Until this process ends.
  if (label !== undefined) keepRenewing({ coordinator, label, home });
  const outcome = await superviseWorker(resolved, signals);
  if (outcome.type === 'fatal') log.error(outcome.reason);
  process.exitCode = outcome.type === 'fatal' ? USAGE_ERROR : signals.exitCode;
}

/** A size that a flag says, or else a variable of the environment. */
function sizeOption(
  option: 'datasetMemory' | 'cacheBytes',
  flag: string,
  said: string | undefined,
  name: string,
): WorkerSizes {
  if (said !== undefined) return { [option]: parseMemory(flag, said) };
  const variable = process.env[name];
  return variable ? { [option]: parseMemory(name, variable) } : {};
}

function parseCount(flag: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new ChorusError('invalid', `${flag} must be a whole number from 1 on, not '${text}'`);
}

process.stderr.on('error', (error) => {
  if (!isTerminalClosed(error)) throw error;
});
try {
  await program.parseAsync(process.argv.map(toKebabCase));
} catch (error) {
  const { text, exitStatus } = describeEnd(error, process.argv.slice(2));
  process.stderr.write(text);
  process.exitCode = exitStatus ?? process.exitCode;
}
process.exit();
