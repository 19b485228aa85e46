// Training on images that are read from the dataset's file by pieces, against the same from memory: with a network so
// small that reading matters. Of a file of 6 GB the memory is measured, too.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setUpTensorFlow } from '@chorus/tensorflow';
import type { Bench, Figures } from '../bench.ts';
import type { Contenders, RowOf } from '../row-of.ts';
import { answerOf, runProgram } from '../run-program.ts';
import { atMost } from '../target.ts';

/** Images of 64 × 64 × 3 bytes: 1 GB and 6 GB of them. */
const IMAGES = { small: 87_000, large: 500_000 };
/** The first is left out. */
const EPOCHS = { small: 4, large: 2 };

export const PIECES_CONTENDERS = {
  'Epoch from memory': (bench) => train(bench, 'small', 'memory'),
  'Epoch by pieces': (bench) => train(bench, 'small', 'pieces'),
  'Epoch of 6 GB by pieces': (bench) => train(bench, 'large', 'pieces'),
} satisfies Contenders;

export const PIECES_ROWS: readonly RowOf<keyof typeof PIECES_CONTENDERS, 'data'>[] = [
  {
    work: 'data',
    title: 'Epoch of 1 GB: by pieces / from memory',
    figure: ['Epoch by pieces', 'microsecondsPerSample'],
    dividedBy: ['Epoch from memory', 'microsecondsPerSample'],
    target: atMost(1.15),
  },
  {
    work: 'data',
    title: 'Epoch of 6 GB by pieces / of 1 GB from memory, by sample',
    figure: ['Epoch of 6 GB by pieces', 'microsecondsPerSample'],
    dividedBy: ['Epoch from memory', 'microsecondsPerSample'],
    target: atMost(1.15),
  },
  {
    work: 'data',
    title: 'Memory of training on 6 GB',
    figure: ['Epoch of 6 GB by pieces', 'megabytes'],
    unit: 'MB',
    target: atMost(2000),
  },
];

type Size = keyof typeof IMAGES;

async function train(bench: Bench, size: Size, from: 'memory' | 'pieces'): Promise<Figures> {
  if ((await setUpTensorFlow()).kind !== 'ready') throw new Error('TensorFlow could not be set up');
  const file = await datasetFile(bench, size);
  const args = [file, from, EPOCHS[size], bench.threads].map(String);
  const command = [process.execPath, program('chorus-pieces.ts'), ...args] as const;
  return answerOf<Figures>((await runProgram(command, bench.threads)).stdout);
}

/** The path of the dataset's file, which is written the first time. */
async function datasetFile({ folder, dataShare }: Bench, size: Size): Promise<string> {
  const images = String(Math.ceil(IMAGES[size] * dataShare));
  const link = path.join(folder, `images-${size}`);
  if (!existsSync(link)) {
    await runProgram([process.execPath, program('write-images.ts'), folder, images, link]);
  }
  return link;
}

function program(name: string): string {
  return path.join(import.meta.dirname, name);
}
