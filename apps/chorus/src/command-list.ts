/**
 * The commands of `chorus`, in the order in which help lists them. This file loads the code of none:
 * each command does when it is called.
 */
import { DEFAULT_ADDRESS } from '@chorus/proto/default-address';
import { LOG_LEVELS } from '@chorus/telemetry/log-line';
import { Option } from 'commander';
import { command, type CommandEntry } from './command-entry.ts';
import type { BundleFlags } from './commands/bundle.ts';
import type { CombineFlags } from './commands/combine.ts';
import type { DatasetFlags } from './commands/dataset.ts';
import type { DoctorFlags } from './commands/doctor.ts';
import type { ExportFlags } from './commands/export.ts';
import type { ExtendFlags } from './commands/extend.ts';
import type { LogsFlags } from './commands/logs.ts';
import type { NetworkFlags } from './commands/network.ts';
import type { PredictFlags } from './commands/predict.ts';
import type { QueryFlags } from './commands/queries.ts';
import type { ServeModelFlags } from './commands/serve-model.ts';
import type { ServeFlags } from './commands/serve.ts';
import { DEFAULT_HTTP_ADDRESS } from './default-http-address.ts';
import type { PackFlags } from './commands/pack.ts';
import type { VerifyFlags } from './commands/verify.ts';
import type { TrainFlags } from './train/train.ts';

const HTTP_HELP = `alone it means ${DEFAULT_HTTP_ADDRESS} (default: no page)`;
const JSON_OPTION = new Option('--json', 'print JSON');

/** The options of a command that asks a coordinator and changes nothing. */
const QUERY_OPTIONS = [coordinatorOption('whom to ask'), JSON_OPTION];

/** The option of a command that tells a coordinator to do something. */
const ORDER_OPTIONS = [coordinatorOption('who is to do it')];

/** The options of a command that trains: where, and how it is shown. */
const PLACE_OPTIONS = [
  new Option('--coordinator <host:port>', 'submit the run there'),
  new Option('--out <folder>', 'where the folder of the run is left').default('runs'),
  new Option(
    '--allow-cpu',
    'train here on the CPU, too, when TensorFlow cannot use the GPU that is found',
  ),
  new Option(
    '--http [host:port]',
    `serve the live page of a run that is trained here; ${HTTP_HELP}`,
  ),
  new Option('--json', 'print events as JSON, one per line, the report last'),
];

export const COMMANDS: readonly CommandEntry[] = [
  command<Omit<TrainFlags, 'configuration'>, []>({
    usage: 'train',
    description: 'train an ensemble and report its accuracy',
    options: async () => [
      ...(await import('./flags.ts')).configOptions(),
      ...PLACE_OPTIONS,
      new Option('--print-config', 'print the resolved configuration and end'),
    ],
    help: `
Flags go before the file of --config, that before the environment, that before the defaults.
Threads are part of the result: other numbers give other bits. By default a run on this machine
shares its cores among the members trained at once; on a GPU, and in a submitted run, each has one.
Without --coordinator the run goes to the coordinator on ${DEFAULT_ADDRESS}, if there is one; else
it is trained here. Exit status: 0 when the run succeeded, 1 when it failed or was cancelled, 2 for
a usage error.

Examples:
  chorus train --dataset shapes --members 2 --epochs 3
  chorus train --config configs/cifar10.yaml --data-dir ~/cifar-10-batches-bin
  chorus train --config configs/cifar10.yaml --coordinator gpu-server:50051 --json`,
    run: async (options) => {
      const { pickConfigFlags } = await import('./flags.ts');
      const { train } = await import('./train/train.ts');
      return train({ ...options, configuration: pickConfigFlags({ ...options }) });
    },
  }),
  {
    usage: 'config',
    description: 'show or check a run configuration',
    commands: [
      command<object, []>({
        usage: 'show',
        description: 'print the resolved configuration as a file that says the same',
        options: async () => (await import('./flags.ts')).configOptions(),
        run: async (options) => {
          const { pickConfigFlags } = await import('./flags.ts');
          const { showConfig } = await import('./commands/config.ts');
          return showConfig(pickConfigFlags({ ...options }));
        },
      }),
      command<object, [file: string]>({
        usage: 'check <file>',
        description:
          'tell all that is wrong with a configuration file; exit status 0 when nothing is',
        run: async (_, file) => (await import('./commands/config.ts')).checkConfigFile(file),
      }),
    ],
  },
  command<Omit<DatasetFlags, 'configuration' | 'path'>, [path?: string]>({
    usage: 'dataset [path]',
    description: 'look at data as training would, and tell what is in it',
    options: async () => [
      ...(await import('./flags.ts')).configOptions(['dataset', 'preparation']),
      JSON_OPTION,
      new Option('--sheet <file>', 'draw some samples of each class, as PNG'),
    ],
    help: `
Shown are the classes and how many samples each has, what was recognised, changed, left out or looks
odd, and the fingerprint. The dataset's file is kept in the cache, so that training need not make it
again. Without a path it is the dataset that 'train' would take.

Examples:
  chorus dataset ./pets --sheet pets.png
  chorus dataset measurements.csv --target-column species --json`,
    run: async (options, path) => {
      const { pickConfigFlags } = await import('./flags.ts');
      const { dataset } = await import('./commands/dataset.ts');
      return dataset({ ...options, path, configuration: pickConfigFlags({ ...options }) });
    },
  }),
  command<Omit<NetworkFlags, 'configuration' | 'path'>, [file?: string]>({
    usage: 'network [file]',
    description: 'look at the network that a configuration trains: layers, shapes, parameters',
    options: async () => [
      ...(await import('./flags.ts')).configOptions(['dataset', 'preparation', 'network']),
      JSON_OPTION,
    ],
    help: `
The network is built for the data that the configuration names, and checked as training would check it.
Operations are multiplications with additions, of kernels alone, for one sample.

Examples:
  chorus network configs/cifar10.yaml
  chorus network --network resnet20 --data ./pets
  chorus network --model-file model.json --dataset shapes --json`,
    run: async (options, path) => {
      const { pickConfigFlags } = await import('./flags.ts');
      const { network } = await import('./commands/network.ts');
      return network({ ...options, path, configuration: pickConfigFlags({ ...options }) });
    },
  }),
  command<ServeFlags, []>({
    usage: 'serve',
    description: 'run a coordinator, until Ctrl-C',
    options: () => [
      new Option('--listen <host:port>', 'where it listens').default(DEFAULT_ADDRESS),
      new Option('--state <folder>', 'where it keeps its journal and its runs').default('state'),
      new Option(
        '--lost-after <seconds>',
        'how long a worker may be silent before it is lost',
      ).default('15'),
      new Option(
        '--fetches <count>',
        'workers that are sent a dataset at once; the others wait',
      ).default('8'),
      new Option('--metrics <host:port>', 'serve /metrics for Prometheus there (default: nowhere)'),
      new Option('--log-level <level>', 'the quietest lines that are written')
        .choices(LOG_LEVELS)
        .default('info'),
      new Option('--http [host:port]', `serve the live page; ${HTTP_HELP}`),
    ],
    run: async (options) => (await import('./commands/serve.ts')).serve(options),
  }),
  command<QueryFlags, [run?: string]>({
    usage: 'watch [run]',
    description: 'show a run, the newest by default, until it ends',
    options: () => QUERY_OPTIONS,
    run: async (options, run = '') => (await import('./commands/queries.ts')).watch(run, options),
  }),
  command<QueryFlags, [run?: string]>({
    usage: 'status [run]',
    description: 'show how a run, the newest by default, stands',
    options: () => QUERY_OPTIONS,
    run: async (options, run = '') => (await import('./commands/queries.ts')).status(run, options),
  }),
  command<LogsFlags, [run?: string]>({
    usage: 'logs [run]',
    description: 'print the log of a run, the newest by default',
    options: () => [
      ...QUERY_OPTIONS,
      new Option('--member <k>', 'only what is about this member'),
      new Option('--follow', 'wait for more until the run ends'),
      new Option('--since <time>', 'only what is not older: 10m, 2h, or 2026-11-24T12:00:00Z'),
    ],
    run: async (options, run = '') => (await import('./commands/logs.ts')).logs(run, options),
  }),
  command<QueryFlags, []>({
    usage: 'runs',
    description: "list the coordinator's runs",
    options: () => QUERY_OPTIONS,
    run: async (options) => (await import('./commands/queries.ts')).runs(options),
  }),
  command<QueryFlags, []>({
    usage: 'workers',
    description: "list the coordinator's workers",
    options: () => QUERY_OPTIONS,
    run: async (options) => (await import('./commands/queries.ts')).workers(options),
  }),
  command<QueryFlags, [runs: string[]]>({
    usage: 'compare <run...>',
    description: 'show runs side by side',
    options: () => QUERY_OPTIONS,
    help: `
A RUN is a run's folder, or the id of a run of the coordinator, which folders do without. Shown are
settings, versions and devices that differ, curves, results, and whether each ensemble differs from
the first one by more than chance on the same test samples.

Examples:
  chorus compare runs/20260102-030405-abcd runs/20260103-101112-0b1c
  chorus compare 20260102-030405-abcd 20260103-101112-0b1c --coordinator gpu-server:50051`,
    run: async (options, runs) => (await import('./commands/compare.ts')).compare(runs, options),
  }),
  command<{ readonly json?: boolean }, [run: string]>({
    usage: 'leaderboard <run>',
    description: "show a run's members, ensembles of some of them, and rules side by side",
    options: () => [JSON_OPTION],
    help: `
RUN is the folder of a run that has succeeded, or its name in runs/. Shown are accuracies and losses on
the validation samples, if the run held out some, and on the test samples, and what each row costs. What
is marked with * is as accurate as nothing else with as few members.

Examples:
  chorus leaderboard runs/20260102-030405-abcd`,
    run: async (options, run) =>
      (await import('./commands/leaderboard.ts')).leaderboard(run, options),
  }),
  command<CombineFlags, [run: string]>({
    usage: 'combine <run>',
    description: 'combine the members of a run by another rule, from its files',
    options: () => [
      new Option(
        '--rule <rule>',
        'sum, weighted, vote, geometric-mean, greedy or stacking',
      ).makeOptionMandatory(),
      new Option('--weights <x,x,…>', 'the weight of each member, summing to 1, for weighted'),
      new Option(
        '--calibration <kind>',
        'temperatures fitted on validation samples: none, temperature or member-temperatures',
      ).default('none'),
      new Option('--rounds <n>', 'members that greedy chooses, one after the other (default: 25)'),
      JSON_OPTION,
    ],
    help: `
RUN is the folder of a run that has succeeded, or its name in runs/; it stays as it is. greedy, stacking
and temperatures are fitted on the validation samples that the run held out (--validation-split).

Examples:
  chorus combine runs/20260102-030405-abcd --rule greedy
  chorus combine runs/20260102-030405-abcd --rule weighted --weights 0.5,0.25,0.25 --json`,
    run: async (options, run) => (await import('./commands/combine.ts')).combine(run, options),
  }),
  command<PredictFlags, [run: string]>({
    usage: 'predict <run>',
    description: 'predict files with the ensemble of a run',
    options: () => [
      new Option(
        '--input <files...>',
        "what to predict: files, patterns, a folder of pictures, or 'test', the run's own test set",
      ),
      new Option('--out <file>', 'where the predictions go (default: a table is shown)'),
      new Option('--format <name>', "how they are written (default: by the file's ending)").choices(
        ['csv', 'jsonl', 'npy', 'parquet'],
      ),
      new Option('--abstain <share>', 'mark this share of the samples, the least certain ones'),
      new Option('--json', 'print one JSON object per sample, as --format jsonl'),
    ],
    help: `
RUN is the folder of a run that has succeeded, or its id below runs/. Pictures, arrays and tables are
prepared as the run's own data were. A file or row that cannot be read has its error in its place;
the others are predicted, and the exit status is 1.

Examples:
  chorus predict runs/20260102-030405-abcd --input new-pictures --out predictions.csv
  chorus predict 20260102-030405-abcd --input measurements.csv --abstain 0.1 --json
  chorus predict 20260102-030405-abcd --input test --out test.parquet`,
    run: async (options, run) => (await import('./commands/predict.ts')).predict(run, options),
  }),
  command<ExportFlags, [run: string]>({
    usage: 'export <run>',
    description: 'write the ensemble of a run as one model, preparation included',
    options: async () => {
      const { FORMATS, FORMAT_NAMES } = await import('@chorus/export/formats');
      const { RULE_NAMES } = await import('@chorus/ensemble');
      const formats = FORMAT_NAMES.map((name) => `${name}: ${FORMATS[name].words}`).join('; ');
      return [
        new Option('--format <name>', formats).choices(FORMAT_NAMES).makeOptionMandatory(),
        new Option(
          '--out <path>',
          'the file or the folder, which must not be there yet',
        ).makeOptionMandatory(),
        new Option('--members <k,…>', 'the numbers of some members (default: all)'),
        new Option(
          '--rule <name>',
          "how members are combined (default: the run's own rule)",
        ).choices(RULE_NAMES),
        JSON_OPTION,
      ];
    },
    help: `
RUN is the folder of a run that has succeeded, or its id below runs/. The model takes pictures of uint8
in the size of the run's samples, or a table's columns by their names, and gives class, probabilities,
uncertainty and mutual_information of each. docs/prediction.md shows how each format is loaded.

Examples:
  chorus export runs/20260102-030405-abcd --format onnx --out pets.onnx
  chorus export 20260102-030405-abcd --format keras --out pets.keras --members 1,3 --rule vote`,
    run: async (options, run) => (await import('./commands/export.ts')).exportModel(run, options),
  }),
  command<ServeModelFlags, [run: string]>({
    usage: 'serve-model <run>',
    description: 'serve the ensemble of a run by the Open Inference Protocol, until Ctrl-C',
    options: () => [
      new Option('--listen <host:port>', 'where HTTP is served').default('127.0.0.1:8000'),
      new Option('--grpc <host:port>', 'where gRPC is served (default: nowhere)'),
      new Option('--name <name>', 'what requests call the model').default('ensemble'),
    ],
    help: `
RUN is the folder of a run that has succeeded, or its id below runs/. Requests that come at about the
same time are predicted together. /openapi.json lists the routes, /metrics is for Prometheus.

Example:
  chorus serve-model runs/20260102-030405-abcd --grpc 127.0.0.1:8001`,
    run: async (options, run) =>
      (await import('./commands/serve-model.ts')).serveModel(run, options),
  }),
  command<VerifyFlags, [run: string]>({
    usage: 'verify <run>',
    description: 'prove a run from its files: compute every figure again, find what was altered',
    options: () => [
      JSON_OPTION,
      new Option('--key <file>', 'the public key, as PEM, by which a packed run must be signed'),
      new Option('--retrain <k>', 'train member k again, too, and compare it to the bit'),
    ],
    help: `
RUN is a run's folder, its name below runs/, or the file that 'chorus pack' made. Every file is
compared with the run's manifest, the events with their chain, and the report is made again from events, labels and predictions. Exit status: 0 when
all is what the run made, 1 when something was altered, 2 when there is no such run.

Examples:
  chorus verify runs/20260102-030405-abcd
  chorus verify 20260102-030405-abcd --json`,
    run: async (options, run) => (await import('./commands/verify.ts')).verify(run, options),
  }),
  command<PackFlags, [run: string]>({
    usage: 'pack <run>',
    description: 'make one file of a run, which can be verified anywhere',
    options: () => [
      new Option('--out <file>', 'the tar file (default: RUN.tar)'),
      new Option('--without-members', 'leave all models out'),
      new Option('--members <numbers>', 'the members whose models are packed, such as 1,3'),
      new Option('--sign <key>', 'sign it by this private key of Ed25519, as PEM'),
    ],
    help: `
The file is a tar file. The same run gives the same bytes. A key: openssl genpkey -algorithm ed25519
-out key.pem; what others check by: openssl pkey -in key.pem -pubout -out public.pem.

Examples:
  chorus pack runs/20260102-030405-abcd --without-members
  chorus pack 20260102-030405-abcd --sign key.pem --out result.tar
  chorus verify result.tar --key public.pem`,
    run: async (options, run) => (await import('./commands/pack.ts')).pack(run, options),
  }),
  command<Omit<ExtendFlags, 'configuration'>, [run: string]>({
    usage: 'extend <run>',
    description: 'train more members to those of a run that has ended',
    options: async () => {
      const { makesDataset, settingAt, SETTINGS } = await import('@chorus/run-config');
      const { settingOptions } = await import('./flags.ts');
      return [
        new Option('--members <n>', 'how many members there are to be').makeOptionMandatory(),
        ...PLACE_OPTIONS,
        ...settingOptions(settingAt('execution.workers')!),
        ...SETTINGS.filter(makesDataset).flatMap(settingOptions),
      ];
    },
    help: `
RUN is the folder of a run that has succeeded, or its name in runs/; it stays as it is. Another run
takes its members in, which are predicted and not trained, and trains the others, those that a run
of so many members would have trained: a run of 4 that is extended to 8 has the bits of a run of 8. Data
that is not in the cache any more is read again, from --data and with the flags it was read with.

Examples:
  chorus extend runs/20260102-030405-abcd --members 8
  chorus extend 20260102-030405-abcd --members 8 --coordinator gpu-server:50051`,
    run: async (options, run) => {
      const { pickConfigFlags } = await import('./flags.ts');
      const { extend } = await import('./commands/extend.ts');
      return extend(run, { ...options, configuration: pickConfigFlags({ ...options }) });
    },
  }),
  command<{ readonly coordinator: string }, [run: string]>({
    usage: 'cancel <run>',
    description: 'stop a run; what its members have finished is kept',
    options: () => ORDER_OPTIONS,
    run: async ({ coordinator }, run) =>
      (await import('./commands/orders.ts')).cancel(run, coordinator),
  }),
  command<{ readonly coordinator: string }, [run: string]>({
    usage: 'delete <run>',
    description: 'delete a run that has ended, and its folder',
    options: () => ORDER_OPTIONS,
    run: async ({ coordinator }, run) =>
      (await import('./commands/orders.ts')).deleteRun(run, coordinator),
  }),
  command<{ readonly coordinator: string }, [worker: string]>({
    usage: 'drain <worker>',
    description: 'let a worker hand back its members and leave',
    options: () => ORDER_OPTIONS,
    run: async ({ coordinator }, worker) =>
      (await import('./commands/orders.ts')).drain(worker, coordinator),
  }),
  command<{ readonly json?: boolean }, [journal: string]>({
    usage: 'replay <journal>',
    description: "print a journal's runs again and check that it makes the same state",
    options: () => [JSON_OPTION],
    run: async (options, journal) =>
      (await import('./commands/replay.ts')).replay(journal, options),
  }),
  command<BundleFlags, []>({
    usage: 'bundle',
    description: 'make one archive for machines without npm, compiler or network',
    options: () => [
      new Option('--out <file>', 'the archive').default('chorus.tar.zst'),
      new Option('--cpu', 'with TensorFlow for processors'),
      new Option(
        '--cuda',
        'with TensorFlow for NVIDIA GPUs, which needs CUDA 12 and cuDNN 9 there',
      ),
      new Option('--cuda-libraries', 'the same, and the CUDA libraries with it (3 GB)'),
      new Option(
        '--no-tensorflow',
        'for a coordinator: what trains with it does so by WebAssembly',
      ),
      new Option(
        '--split <size>',
        'into pieces of this size, such as 60M, with a script that joins them',
      ),
    ],
    help: `
The archive runs on machines of this one's kind, which need no npm, Node, compiler or network. The name
says how it is compressed: .tar.zst (unpacking needs zstd), .tar.xz, .tar.gz or .tar; its top folder
has the rest of the name, and in it are 'chorus' and 'chorus-worker'. By default it has the TensorFlow
that this machine trains with.

Examples:
  chorus bundle --out chorus-worker.tar.zst --cuda --split 60M
  chorus bundle --out chorus-coordinator.tar.gz --no-tensorflow`,
    run: async (options) => {
      // It is not in what is shipped.
      const { bundle } = await import('./commands/bundle.ts').catch(async (error) => {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
        const { ChorusError } = await import('@chorus/proto');
        throw new ChorusError('invalid', 'bundles are made in a checkout of Chorus: this is none');
      });
      return bundle(options);
    },
  }),
  command<object, []>({
    usage: 'setup-tensorflow',
    description: 'set up TensorFlow now, which training does by itself when it is first needed',
    run: async () => (await import('./commands/set-up.ts')).setUp(),
  }),
  command<DoctorFlags, []>({
    usage: 'doctor',
    description: 'look at what training needs, one line each, with remedies',
    options: () => [
      coordinatorOption('whom to look for'),
      new Option('--data-dir <folder>', 'where CIFAR-10 lies (default: CHORUS_DATA_DIR)'),
      new Option('--state <folder>', "where a coordinator's journal would be").default('state'),
    ],
    run: async (options) => (await import('./commands/doctor.ts')).doctor(options),
  }),
];

function coordinatorOption(description: string): Option {
  return new Option('--coordinator <host:port>', description).default(DEFAULT_ADDRESS);
}
