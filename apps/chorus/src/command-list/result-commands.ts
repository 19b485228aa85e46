import { Option } from 'commander';
import { command, type CommandEntry } from '../command-entry.ts';
import type { CombineFlags } from '../commands/combine.ts';
import type { ExportFlags } from '../commands/export.ts';
import type { ExtendFlags } from '../commands/extend.ts';
import type { LeaderboardFlags } from '../commands/leaderboard.ts';
import type { PackFlags } from '../commands/pack.ts';
import type { PredictFlags } from '../commands/predict.ts';
import type { QueryFlags } from '../commands/queries.ts';
import type { ServeModelFlags } from '../commands/serve-model.ts';
import type { VerifyFlags } from '../commands/verify.ts';
import { contextOption, JSON_OPTION, PLACE_OPTIONS, QUERY_OPTIONS } from './shared-options.ts';

/** The commands for runs that have ended: what came out, and what is made of it. */
export const RESULT_COMMANDS: readonly CommandEntry[] = [
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
    run: async (options, runs) => (await import('../commands/compare.ts')).compare(runs, options),
  }),
  command<LeaderboardFlags, [run: string]>({
    usage: 'leaderboard <run>',
    description: "show a run's members, ensembles of some of them, and rules side by side",
    options: () => [
      JSON_OPTION,
      new Option(
        '--ood <data...>',
        'other data, to be told from the test samples by uncertainty: files, a folder of pictures, cifar10 or shapes',
      ),
    ],
    help: `
RUN is the folder of a run that has succeeded, or its name in runs/. Shown are accuracies and losses on
the validation samples, if the run held out some, and on the test samples, and what each row costs. What
is marked with * is as accurate as nothing else with as few members. Below are the test samples that
members disagree about most, and those that are surely wrong, with their files where these are known.

With --ood the run's members predict other data, prepared as its own were. AUROC, AUPR and FPR95 say how
well their uncertainty tells these, the positive ones, from the test samples: by the entropy of the mean
prediction, and by what members disagree about.

Examples:
  chorus leaderboard runs/20260102-030405-abcd
  chorus leaderboard 20260102-030405-abcd --ood holiday-pictures`,
    run: async (options, run) =>
      (await import('../commands/leaderboard.ts')).leaderboard(run, options),
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
and temperatures are fitted on the samples that the run held out (--validation-split), or on its
out-of-fold predictions (--folds).

Examples:
  chorus combine runs/20260102-030405-abcd --rule greedy
  chorus combine runs/20260102-030405-abcd --rule weighted --weights 0.5,0.25,0.25 --json`,
    run: async (options, run) => (await import('../commands/combine.ts')).combine(run, options),
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
      new Option('--coordinator <host:port>', 'predict on its workers (default: on this machine)'),
      contextOption(),
    ],
    help: `
RUN is the folder of a run that has succeeded, or its id below runs/. Pictures, arrays and tables are
prepared as the run's own data were. A file or row that cannot be read has its error in its place;
the others are predicted, and the exit status is 1. With --coordinator its workers predict a part of
the input with one member each; the predictions have the same bits, and Ctrl-C cancels them.

Examples:
  chorus predict runs/20260102-030405-abcd --input new-pictures --out predictions.csv
  chorus predict 20260102-030405-abcd --input measurements.csv --abstain 0.1 --json
  chorus predict 20260102-030405-abcd --input test --out test.parquet
  chorus predict 20260102-030405-abcd --input archive --out all.csv --coordinator 10.0.0.1:50051`,
    run: async (options, run) => (await import('../commands/predict.ts')).predict(run, options),
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
          "how members are combined; greedy and stacking are fitted as 'combine' does it (default: the run's own rule)",
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
    run: async (options, run) => (await import('../commands/export.ts')).exportModel(run, options),
  }),
  command<ServeModelFlags, [run: string]>({
    usage: 'serve-model <run>',
    description: 'serve the ensemble of a run by the Open Inference Protocol, until Ctrl-C',
    options: () => [
      new Option('--listen <host:port>', 'where HTTP is served').default('127.0.0.1:8000'),
      new Option('--grpc <host:port>', 'where gRPC is served (default: nowhere)'),
      new Option('--name <name>', 'what requests call the model').default('ensemble'),
      new Option('--tls-cert <file>', 'a certificate, in PEM, by which both are known'),
      new Option('--tls-key <file>', 'the private key of that certificate'),
      new Option('--tls-ca <file>', 'answer those alone whom this authority vouches for'),
      new Option('--insecure', 'answer other machines in plain text, whoever asks'),
    ],
    help: `
RUN is the folder of a run that has succeeded, or its id below runs/. Requests that come at about the
same time are predicted together. /openapi.json lists the routes, /metrics is for Prometheus.

Example:
  chorus serve-model runs/20260102-030405-abcd --grpc 127.0.0.1:8001`,
    run: async (options, run) =>
      (await import('../commands/serve-model.ts')).serveModel(run, options),
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
    run: async (options, run) => (await import('../commands/verify.ts')).verify(run, options),
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
    run: async (options, run) => (await import('../commands/pack.ts')).pack(run, options),
  }),
  command<Omit<ExtendFlags, 'configuration'>, [run: string]>({
    usage: 'extend <run>',
    description: 'train more members to those of a run that has ended',
    options: async () => {
      const { makesDataset, settingAt, SETTINGS } = await import('@chorus/run-config');
      const { settingOptions } = await import('../flags.ts');
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
      const { pickConfigFlags } = await import('../flags.ts');
      const { extend } = await import('../commands/extend.ts');
      return extend(run, { ...options, configuration: pickConfigFlags({ ...options }) });
    },
  }),
];
