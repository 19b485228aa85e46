import { parseArgs } from 'node:util';

/** What can be checked, the most important first: a machine that is taken away leaves what was done. */
export const STEPS = ['run', 'correctness', 'epoch', 'at-once', 'kill'] as const;

/** One of {@link STEPS}. */
export type Step = (typeof STEPS)[number];

export const USAGE = `usage: node tools/src/gpu-check/main.ts [--device gpu|cpu] [--smoke] [--only STEP,STEP,…] [--out FILE]
                                       [--data-dir FOLDER] [--link-cuda-13 FOLDER]
  --device        gpu, or cpu to try the check itself: every figure is then marked as one of the CPU (gpu)
  --smoke         tiny sizes, for the same purpose: no figure is worth anything
  --only          of ${STEPS.join(', ')} (all)
  --out           gets each figure as it comes, one JSON object per line (gpu-check.jsonl)
  --data-dir      the folder with CIFAR-10's binary files; without it, generated images
  --link-cuda-13  a folder with NVIDIA's libraries of CUDA 13, which are given to TensorFlow under the
                  names that those of CUDA 12 have. For a proof on a machine that has no others, never
                  for users: nobody promises that they fit.
`;

/** How much is trained. */
export interface Sizes {
  /** Training images of an epoch that is measured. */
  readonly samples: number;
  /** Epochs of each contender: the first warms up. */
  readonly epochs: number;
  /** Members that share the device. */
  readonly atOnce: readonly number[];
  /** Training images and epochs of a whole run. */
  readonly run: { readonly samples: number; readonly epochs: number };
}

const FULL: Sizes = {
  samples: 50_000,
  epochs: 3,
  atOnce: [1, 2, 4, 8, 16],
  run: { samples: 6000, epochs: 4 },
};
const SMOKE: Sizes = {
  samples: 300,
  epochs: 2,
  atOnce: [1, 2],
  run: { samples: 300, epochs: 3 },
};

/** What the command line asks for. */
export interface Options {
  readonly device: 'gpu' | 'cpu';
  readonly sizes: Sizes;
  readonly smoke: boolean;
  readonly steps: readonly Step[];
  readonly out: string;
  readonly dataDir: string | undefined;
  readonly linkCuda13: string | undefined;
}

/** @throws Error that names the flag */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      device: { type: 'string', default: 'gpu' },
      smoke: { type: 'boolean', default: false },
      only: { type: 'string', default: STEPS.join(',') },
      out: { type: 'string', default: 'gpu-check.jsonl' },
      'data-dir': { type: 'string' },
      'link-cuda-13': { type: 'string' },
    },
  });
  const { device, smoke, out } = values;
  if (device !== 'gpu' && device !== 'cpu') {
    throw new Error(`--device must be gpu or cpu, not '${device}'`);
  }
  const names = values.only.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !STEPS.some((step) => step === name));
  if (unknown !== undefined) {
    throw new Error(`--only must name some of ${STEPS.join(', ')}, not '${unknown}'`);
  }
  return {
    device,
    sizes: smoke ? SMOKE : FULL,
    smoke,
    steps: STEPS.filter((step) => names.includes(step)),
    out,
    dataDir: values['data-dir'],
    linkCuda13: values['link-cuda-13'],
  };
}
