// Fitting greedy selection, stacking and a temperature per member, on the predictions of 50 members of 10,000
// validation samples of ten classes, against scikit-learn, SciPy and NumPy doing the same.
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Bench, Figures } from '../bench.ts';
import { sciencePython } from '../python-environment.ts';
import type { Contenders, RowOf } from '../row-of.ts';
import { answerOf, runProgram, type CommandLine } from '../run-program.ts';
import { atMost } from '../target.ts';

const SIZES = { members: 50, samples: 10_000, classes: 10 };

export const COMBINING_CONTENDERS = {
  'Chorus combining': (bench) => fit(bench, [process.execPath, program('chorus-combining.ts')]),
  'scikit-learn combining': (bench) =>
    fit(bench, [sciencePython(), program('sklearn_combining.py')]),
} satisfies Contenders;

export const COMBINING_ROWS: readonly RowOf<keyof typeof COMBINING_CONTENDERS, 'combining'>[] = [
  {
    work: 'combining',
    title: 'Greedy, stacking and temperatures of 50 members',
    figure: ['Chorus combining', 'seconds'],
    unit: 's',
    target: atMost(5),
  },
  {
    work: 'combining',
    title: 'The same: Chorus / scikit-learn, SciPy and NumPy',
    figure: ['Chorus combining', 'seconds'],
    dividedBy: ['scikit-learn combining', 'seconds'],
    target: atMost(2),
  },
  ...(['greedy', 'stacking', 'temperature'] as const).map((what) => ({
    work: 'combining' as const,
    title: `Of these, ${what}`,
    figure: ['Chorus combining', `${what}Seconds`] as const,
    dividedBy: ['scikit-learn combining', `${what}Seconds`] as const,
  })),
];

/** Runs a program on the same predictions as the other one. */
async function fit(bench: Bench, [file, ...args]: CommandLine): Promise<Figures> {
  const predictions = path.join(bench.folder, 'validation.f32');
  const sizes = [SIZES.members, SIZES.samples, SIZES.classes].map(String);
  if (!existsSync(predictions)) {
    await runProgram([process.execPath, program('write-members.ts'), predictions, ...sizes]);
  }
  const { stdout } = await runProgram([file, ...args, predictions, ...sizes], bench.threads);
  return answerOf<Figures>(stdout);
}

function program(name: string): string {
  return path.join(import.meta.dirname, name);
}
