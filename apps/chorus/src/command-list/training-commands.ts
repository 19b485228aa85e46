import { DEFAULT_ADDRESS } from '@chorus/proto/default-address';
import { Option } from 'commander';
import { command, type CommandEntry } from '../command-entry.ts';
import type { DatasetFlags } from '../commands/dataset.ts';
import type { NetworkFlags } from '../commands/network.ts';
import type { TrainFlags } from '../train/train.ts';
import { JSON_OPTION, PLACE_OPTIONS } from './shared-options.ts';

/** The commands that train, and that look at what would be trained. */
export const TRAINING_COMMANDS: readonly CommandEntry[] = [
  command<Omit<TrainFlags, 'configuration'>, []>({
    usage: 'train',
    description: 'train an ensemble and report its accuracy',
    options: async () => [
      ...(await import('../flags.ts')).configOptions(),
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
      const { pickConfigFlags } = await import('../flags.ts');
      const { train } = await import('../train/train.ts');
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
        options: async () => (await import('../flags.ts')).configOptions(),
        run: async (options) => {
          const { pickConfigFlags } = await import('../flags.ts');
          const { showConfig } = await import('../commands/config.ts');
          return showConfig(pickConfigFlags({ ...options }));
        },
      }),
      command<object, [file: string]>({
        usage: 'check <file>',
        description:
          'tell all that is wrong with a configuration file; exit status 0 when nothing is',
        run: async (_, file) => (await import('../commands/config.ts')).checkConfigFile(file),
      }),
    ],
  },
  command<Omit<DatasetFlags, 'configuration' | 'path'>, [path?: string]>({
    usage: 'dataset [path]',
    description: 'look at data as training would, and tell what is in it',
    options: async () => [
      ...(await import('../flags.ts')).configOptions(['dataset', 'preparation']),
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
      const { pickConfigFlags } = await import('../flags.ts');
      const { dataset } = await import('../commands/dataset.ts');
      return dataset({ ...options, path, configuration: pickConfigFlags({ ...options }) });
    },
  }),
  command<Omit<NetworkFlags, 'configuration' | 'path'>, [file?: string]>({
    usage: 'network [file]',
    description: 'look at the network that a configuration trains: layers, shapes, parameters',
    options: async () => [
      ...(await import('../flags.ts')).configOptions(['dataset', 'preparation', 'network']),
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
      const { pickConfigFlags } = await import('../flags.ts');
      const { network } = await import('../commands/network.ts');
      return network({ ...options, path, configuration: pickConfigFlags({ ...options }) });
    },
  }),
];
