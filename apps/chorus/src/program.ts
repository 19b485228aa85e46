import { ChorusError, DEFAULT_ADDRESS, CHORUS_VERSION } from '@chorus/proto';
import { LOG_LEVELS } from '@chorus/telemetry';
import { Command, Option } from 'commander';
import { DEFAULT_HTTP_ADDRESS } from './build-page.ts';
import type { BundleFlags } from './commands/bundle.ts';
import { compare } from './commands/compare.ts';
import { checkConfigFile, showConfig } from './commands/config.ts';
import { doctor, type DoctorFlags } from './commands/doctor.ts';
import { addConfigFlags, pickConfigFlags } from './flags.ts';
import { logs, type LogsFlags } from './commands/logs.ts';
import { runs, status, watch, workers, type QueryFlags } from './commands/queries.ts';
import { cancel, deleteRun, drain } from './commands/orders.ts';
import { replay } from './commands/replay.ts';
import { serve, type ServeFlags } from './commands/serve.ts';
import { setUp } from './commands/set-up.ts';
import { train, type TrainFlags } from './train/train.ts';

const HTTP_HELP = `alone it means ${DEFAULT_HTTP_ADDRESS} (default: no page)`;

const TRAIN_HELP = `
Flags go before the file of --config, that before the environment, that before the defaults.
Threads are part of the result: other numbers give other bits. By default a run on this machine
shares its cores among the members trained at once; a submitted run gives each member one.
Without --coordinator the run goes to the coordinator on ${DEFAULT_ADDRESS}, if there is one; else
it is trained here. Exit status: 0 when the run succeeded, 1 when it failed or was cancelled, 2 for
a usage error.

Examples:
  chorus train --dataset shapes --members 2 --epochs 3
  chorus train --config configs/cifar10.yaml --data-dir ~/cifar-10-batches-bin
  chorus train --config configs/cifar10.yaml --coordinator gpu-server:50051 --json`;

const COMPARE_HELP = `
A RUN is a run's folder, or the id of a run of the coordinator, which folders do without. Shown are
settings, versions and devices that differ, curves, results, and whether each ensemble differs from
the first one by more than chance on the same test images.

Examples:
  chorus compare runs/20260102-030405-abcd runs/20260103-101112-0b1c
  chorus compare 20260102-030405-abcd 20260103-101112-0b1c --coordinator gpu-server:50051`;

const BUNDLE_HELP = `
The archive runs on machines of this one's kind, which need no npm, Node, compiler or network. The name
says how it is compressed: .tar.zst (unpacking needs zstd), .tar.xz, .tar.gz or .tar; its top folder
has the rest of the name, and in it are 'chorus' and 'chorus-worker'. By default it has the TensorFlow
that this machine trains with.

Examples:
  chorus bundle --out chorus-worker.tar.zst --cuda --split 60M
  chorus bundle --out chorus-coordinator.tar.gz --no-tensorflow`;

const PROGRAM_HELP = `
Examples:
  chorus doctor                             is everything here that training needs?
  chorus train --config configs/cifar10.yaml
  chorus train --dataset shapes --http      and watch it in a browser
  chorus serve --listen 0.0.0.0:50051       then 'chorus-worker serve' on other machines`;

/** The commands of `chorus`. @param setExitStatus told when one has ended */
export function createProgram(setExitStatus: (exitStatus: number) => void): Command {
  const program = new Command('chorus')
    .description('Trains ensembles of neural networks across machines.')
    .version(CHORUS_VERSION, '--version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .exitOverride()
    // Errors are thrown, and written by whoever catches them.
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', PROGRAM_HELP);

  const trainCommand = program
    .command('train')
    .description('train an ensemble and report its accuracy');
  addConfigFlags(trainCommand);
  trainCommand
    .option('--coordinator <host:port>', 'submit the run there')
    .option('--out <folder>', 'where the folder of the run is left', 'runs')
    .option(
      '--allow-cpu',
      'train here on the CPU, too, when TensorFlow cannot use the GPU that is found',
    )
    .option('--http [host:port]', `serve the live page of a run that is trained here; ${HTTP_HELP}`)
    .option('--json', 'print events as JSON, one per line, the report last')
    .option('--print-config', 'print the resolved configuration and end')
    .addHelpText('after', TRAIN_HELP)
    .action(async (options: Omit<TrainFlags, 'configuration'>) =>
      setExitStatus(await train({ ...options, configuration: pickConfigFlags({ ...options }) })),
    );

  const configCommand = program
    .command('config')
    .description('show or check a run configuration')
    .helpCommand(false);
  const showCommand = configCommand
    .command('show')
    .description('print the resolved configuration as a file that says the same');
  addConfigFlags(showCommand);
  showCommand.action((options: object) =>
    setExitStatus(showConfig(pickConfigFlags({ ...options }))),
  );
  configCommand
    .command('check <file>')
    .description('tell all that is wrong with a configuration file; exit status 0 when nothing is')
    .action((file: string) => setExitStatus(checkConfigFile(file)));

  program
    .command('serve')
    .description('run a coordinator, until Ctrl-C')
    .option('--listen <host:port>', 'where it listens', DEFAULT_ADDRESS)
    .option('--state <folder>', 'where it keeps its journal and its runs', 'state')
    .option('--lost-after <seconds>', 'a worker that is silent for so long is lost', '15')
    .option('--metrics <host:port>', 'serve /metrics for Prometheus there (default: nowhere)')
    .addOption(
      new Option('--log-level <level>', 'the quietest lines that are written')
        .choices(LOG_LEVELS)
        .default('info'),
    )
    .option('--http [host:port]', `serve the live page; ${HTTP_HELP}`)
    .action(async (options: ServeFlags) => setExitStatus(await serve(options)));

  const query = (usage: string, description: string) =>
    program
      .command(usage)
      .description(description)
      .option('--coordinator <host:port>', 'whom to ask', DEFAULT_ADDRESS)
      .option('--json', 'print JSON');
  query('watch [run]', 'show a run, the newest by default, until it ends').action(
    async (run: string | undefined, options: QueryFlags) =>
      setExitStatus(await watch(run ?? '', options)),
  );
  query('status [run]', 'show how a run, the newest by default, stands').action(
    async (run: string | undefined, options: QueryFlags) =>
      setExitStatus(await status(run ?? '', options)),
  );
  query('logs [run]', 'print the log of a run, the newest by default')
    .option('--member <k>', 'only what is about this member')
    .option('--follow', 'wait for more until the run ends')
    .option('--since <time>', 'only what is not older: 10m, 2h, or 2026-11-24T12:00:00Z')
    .action(async (run: string | undefined, options: LogsFlags) =>
      setExitStatus(await logs(run ?? '', options)),
    );
  query('runs', "list the coordinator's runs").action(async (options: QueryFlags) =>
    setExitStatus(await runs(options)),
  );
  query('workers', "list the coordinator's workers").action(async (options: QueryFlags) =>
    setExitStatus(await workers(options)),
  );

  query('compare <run...>', 'show runs side by side')
    .addHelpText('after', COMPARE_HELP)
    .action(async (names: string[], options: QueryFlags) =>
      setExitStatus(await compare(names, options)),
    );

  const order = (usage: string, description: string) =>
    program
      .command(usage)
      .description(description)
      .option('--coordinator <host:port>', 'who is to do it', DEFAULT_ADDRESS);
  order('cancel <run>', 'stop a run; what its members have finished is kept').action(
    async (run: string, { coordinator }: { coordinator: string }) =>
      setExitStatus(await cancel(run, coordinator)),
  );
  order('delete <run>', 'delete a run that has ended, and its folder').action(
    async (run: string, { coordinator }: { coordinator: string }) =>
      setExitStatus(await deleteRun(run, coordinator)),
  );
  order('drain <worker>', 'let a worker hand back its members and leave').action(
    async (worker: string, { coordinator }: { coordinator: string }) =>
      setExitStatus(await drain(worker, coordinator)),
  );
  program
    .command('replay <journal>')
    .description("print a journal's runs again and check that it makes the same state")
    .option('--json', 'print JSON')
    .action((path: string, options: { json?: boolean }) => setExitStatus(replay(path, options)));

  program
    .command('bundle')
    .description('make one archive for machines without npm, compiler or network')
    .option('--out <file>', 'the archive', 'chorus.tar.zst')
    .option('--cpu', 'with TensorFlow for processors')
    .option('--cuda', 'with TensorFlow for NVIDIA GPUs, which needs CUDA 12 and cuDNN 9 there')
    .option('--cuda-libraries', 'the same, and the CUDA libraries with it (3 GB)')
    .option('--no-tensorflow', 'for a coordinator: what trains with it does so by WebAssembly')
    .option(
      '--split <size>',
      'into pieces of this size, such as 60M, with a script that joins them',
    )
    .addHelpText('after', BUNDLE_HELP)
    .action(async (options: BundleFlags) => {
      // Loaded only here: it is nothing that a coordinator needs, and is not in what is shipped.
      const { bundle } = await import('./commands/bundle.ts').catch((error) => {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
        throw new ChorusError('invalid', 'bundles are made in a checkout of Chorus: this is none');
      });
      setExitStatus(await bundle(options));
    });

  program
    .command('setup-tensorflow')
    .description('set up TensorFlow now, which training does by itself when it is first needed')
    .action(async () => setExitStatus(await setUp()));

  program
    .command('doctor')
    .description('look at what training needs, one line each, with remedies')
    .option('--coordinator <host:port>', 'whom to look for', DEFAULT_ADDRESS)
    .option('--data-dir <folder>', 'where CIFAR-10 lies (default: CHORUS_DATA_DIR)')
    .option('--state <folder>', "where a coordinator's journal would be", 'state')
    .action(async (options: DoctorFlags) => setExitStatus(await doctor(options)));
  return program;
}
