import { Option } from 'commander';
import { command, type CommandEntry } from '../command-entry.ts';
import type { BundleFlags } from '../commands/bundle.ts';
import type { DoctorFlags } from '../commands/doctor.ts';
import { coordinatorOptions, JSON_OPTION } from './shared-options.ts';

/** The commands for the machines, journals and archives that training needs. */
export const UPKEEP_COMMANDS: readonly CommandEntry[] = [
  command<{ readonly json?: boolean }, [journal: string]>({
    usage: 'replay <journal>',
    description: "print a journal's runs again and check that it makes the same state",
    options: () => [JSON_OPTION],
    run: async (options, journal) =>
      (await import('../commands/replay.ts')).replay(journal, options),
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
      const { bundle } = await import('../commands/bundle.ts').catch(async (error) => {
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
    run: async () => (await import('../commands/set-up.ts')).setUp(),
  }),
  command<DoctorFlags, []>({
    usage: 'doctor',
    description: 'look at what training needs, one line each, with remedies',
    options: () => [
      ...coordinatorOptions('whom to look for'),
      new Option('--data-dir <folder>', 'where CIFAR-10 lies (default: CHORUS_DATA_DIR)'),
      new Option('--state <folder>', "where a coordinator's journal would be").default('state'),
    ],
    run: async (options) => (await import('../commands/doctor.ts')).doctor(options),
  }),
];
