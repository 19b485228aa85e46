// A folder of 20,000 JPEG files of 256 × 256 pixels as samples of 64 × 64: all that making the dataset file reads of it, against
// Keras and PyTorch reading it once.
import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { Bench, Figures } from '../bench.ts';
import { kerasPython, pytorchPython } from '../python-environment.ts';
import type { Contenders, RowOf } from '../row-of.ts';
import { answerOf, runProgram } from '../run-program.ts';
import { atMost } from '../target.ts';

const IMAGES = 20_000;

export const IMAGE_CONTENDERS = {
  'Keras images': (bench) => python(bench, kerasPython(), 'keras_images.py'),
  'Chorus images': chorus,
  'PyTorch images': (bench) => python(bench, pytorchPython(), 'pytorch_images.py'),
} satisfies Contenders;

export const IMAGE_ROWS: readonly RowOf<keyof typeof IMAGE_CONTENDERS, 'data'>[] = [
  {
    work: 'data',
    title: '20,000 JPEG, 256 × 256 to 64 × 64: Chorus / Keras',
    figure: ['Chorus images', 'seconds'],
    dividedBy: ['Keras images', 'seconds'],
    target: atMost(1),
  },
  {
    work: 'data',
    title: '20,000 JPEG, 256 × 256 to 64 × 64: Chorus / PyTorch',
    figure: ['Chorus images', 'seconds'],
    dividedBy: ['PyTorch images', 'seconds'],
    target: atMost(1),
    peer: 'pytorch',
  },
  {
    work: 'data',
    title: '20,000 JPEG: memory of Chorus',
    figure: ['Chorus images', 'megabytes'],
    unit: 'MB',
    target: atMost(1000),
  },
];

async function chorus(bench: Bench): Promise<Figures> {
  return answer([process.execPath, program('chorus-images.ts'), await folderOfImages(bench)]);
}

async function python(bench: Bench, interpreter: string, name: string): Promise<Figures> {
  return answer([interpreter, program(name), await folderOfImages(bench)]);
}

async function answer(command: readonly [string, ...string[]]): Promise<Figures> {
  return answerOf<Figures>((await runProgram(command)).stdout);
}

/** The path of the folder, which is written the first time. */
async function folderOfImages({ folder, dataShare }: Bench): Promise<string> {
  const images = path.join(folder, 'images');
  if (!existsSync(images)) {
    const count = String(Math.ceil(IMAGES * dataShare));
    const unfinished = `${images}.unfinished`;
    await runProgram([process.execPath, program('write-jpegs.ts'), unfinished, count]);
    renameSync(unfinished, images);
  }
  return images;
}

function program(name: string): string {
  return path.join(import.meta.dirname, name);
}
