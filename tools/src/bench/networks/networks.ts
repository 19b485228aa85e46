// Networks beside the experiment's: a deep one for small pictures, also in bfloat16, a residual one, and one for tables.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Bench, Figures } from '../bench.ts';
import { median } from '../median.ts';
import { kerasPython, pytorchPython } from '../python-environment.ts';
import type { Contenders, RowOf } from '../row-of.ts';
import { answerOf, runProgram, type CommandLine } from '../run-program.ts';
import { atMost } from '../target.ts';

/** What a network is trained on. */
interface Training {
  readonly samples: number;
  readonly batchSize: number;
}

const TRAININGS = {
  quick: { samples: 5000, batchSize: 500 },
  resnet20: { samples: 5000, batchSize: 100 },
  mlp: { samples: 100_000, batchSize: 256 },
} satisfies Record<string, Training>;

type NetworkName = keyof typeof TRAININGS;

/** The first warms up. */
const EPOCHS = 3;

export const NETWORK_CONTENDERS = {
  'Keras quick': (bench) => keras(bench, 'quick'),
  'Chorus quick': (bench) => chorus(bench, 'quick'),
  'Chorus quick, bfloat16': (bench) => chorus(bench, 'quick', 'bfloat16'),
  'PyTorch quick': (bench) => pytorch(bench, 'float32'),
  'PyTorch quick, bfloat16': (bench) => pytorch(bench, 'bfloat16'),
  'Keras ResNet-20': (bench) => keras(bench, 'resnet20'),
  'Chorus ResNet-20': (bench) => chorus(bench, 'resnet20'),
  'Keras MLP': (bench) => keras(bench, 'mlp'),
  'Chorus MLP': (bench) => chorus(bench, 'mlp'),
} satisfies Contenders;

export const NETWORK_ROWS: readonly RowOf<keyof typeof NETWORK_CONTENDERS, 'networks'>[] = [
  {
    work: 'networks',
    title: 'quick, epoch of 5,000 images: Chorus / Keras',
    figure: ['Chorus quick', 'seconds'],
    dividedBy: ['Keras quick', 'seconds'],
    target: atMost(0.9),
  },
  {
    work: 'networks',
    title: 'quick, epoch of 5,000 images: Chorus / PyTorch',
    figure: ['Chorus quick', 'seconds'],
    dividedBy: ['PyTorch quick', 'seconds'],
    target: atMost(0.9),
    peer: 'pytorch',
  },
  {
    work: 'networks',
    title: "quick: first epoch's extra",
    figure: ['Chorus quick', 'firstExtraSeconds'],
    unit: 's',
    target: atMost(2),
  },
  {
    work: 'networks',
    title: 'quick: bfloat16 / float32',
    figure: ['Chorus quick, bfloat16', 'seconds'],
    dividedBy: ['Chorus quick', 'seconds'],
    target: atMost(0.65),
  },
  {
    work: 'networks',
    title: "quick in bfloat16: Chorus / PyTorch's autocast",
    figure: ['Chorus quick, bfloat16', 'seconds'],
    dividedBy: ['PyTorch quick, bfloat16', 'seconds'],
    target: atMost(1),
    peer: 'pytorch',
  },
  {
    work: 'networks',
    title: 'ResNet-20, epoch of 5,000 images: Chorus / Keras',
    figure: ['Chorus ResNet-20', 'seconds'],
    dividedBy: ['Keras ResNet-20', 'seconds'],
    target: atMost(0.85),
  },
  {
    work: 'networks',
    title: 'MLP, epoch of 100,000 × 50: Chorus / Keras',
    figure: ['Chorus MLP', 'seconds'],
    dividedBy: ['Keras MLP', 'seconds'],
    target: atMost(0.35),
  },
];

async function chorus(bench: Bench, name: NetworkName, precision = 'float32'): Promise<Figures> {
  const program = path.join(import.meta.dirname, 'chorus-network.ts');
  return secondsOf(bench, name, [process.execPath, program, name], [precision]);
}

async function keras(bench: Bench, name: NetworkName): Promise<Figures> {
  const program = path.join(import.meta.dirname, '..', 'keras_network.py');
  return secondsOf(bench, name, [kerasPython(), program, name]);
}

async function pytorch(bench: Bench, precision: string): Promise<Figures> {
  const program = path.join(import.meta.dirname, '..', 'pytorch_quick.py');
  return secondsOf(bench, 'quick', [pytorchPython(), program], [precision]);
}

/** Seconds of an epoch but the first, and how much longer that one took. */
async function secondsOf(
  bench: Bench,
  name: NetworkName,
  command: CommandLine,
  more: readonly string[] = [],
): Promise<Figures> {
  const { samples, batchSize } = TRAININGS[name];
  const folder = name === 'mlp' ? await folderOfRows(bench) : path.join(bench.folder, 'train');
  const args = [folder, ...[EPOCHS, batchSize, bench.threads, samples].map(String), ...more];
  const { stdout } = await runProgram([...command, ...args], bench.threads);
  const [first, ...others] = answerOf<number[]>(stdout);
  return { seconds: median(others), firstExtraSeconds: first! - median(others) };
}

/** The path of the table, which is written the first time. */
async function folderOfRows({ folder }: Bench): Promise<string> {
  const rows = path.join(folder, 'rows');
  if (!existsSync(rows)) {
    const program = path.join(import.meta.dirname, 'write-rows.ts');
    await runProgram([process.execPath, program, rows, String(TRAININGS.mlp.samples)]);
  }
  return rows;
}
