import type { Dataset, SampleSet } from '../dataset.ts';
import { fingerprint } from '../fingerprint.ts';

/** Three pictures of 2 × 2 pixels of two classes, changed as a test likes. */
export function smallDataset(change: Partial<Omit<Dataset, 'sha256'>> = {}): Dataset {
  const content = {
    name: 'shapes',
    synthetic: true,
    classes: ['disc', 'étoile'],
    sample: { shape: [2, 2, 3], type: 'uint8' },
    train: {
      values: Uint8Array.from({ length: 24 }, (_, at) => at),
      labels: Int32Array.of(1, 0),
    },
    test: { values: new Uint8Array(12).fill(200), labels: Int32Array.of(1) },
    ...change,
  } as const;
  return { ...content, sha256: fingerprint(content) };
}

/** 300 samples of 300 classes: labels that no byte holds. */
export function manyClasses(): Dataset {
  const classes = Array.from({ length: 300 }, (_, index) => `class ${index}`);
  const labels = Int32Array.from(classes, (_, index) => index);
  const values = Float32Array.from({ length: 600 }, (_, index) => index / 7);
  const sample = { shape: [2], type: 'float32' } as const;
  return smallDataset({ classes, sample, train: { values, labels }, test: { values, labels } });
}

/** A table with all that a description may have, 5 + 2 + 3 rows of 4 columns. */
export function everything(): Dataset {
  return smallDataset({
    name: 'table',
    synthetic: false,
    sample: { shape: [4], type: 'float32' },
    columns: ['height "cm"', 'größe', '', 'weight'],
    normalisation: { mean: [1.5, 0, -2, 1e-9], deviation: [1, 0.1 + 0.2, 3, 4] },
    preparation: { columns: [{ fill: null, categories: ['a', 'b'] }], size: [2, 3] },
    train: rows(5, 0),
    validation: rows(2, 100),
    test: rows(3, 200),
    findings: [
      { kind: 'recognised', text: 'columns "height" \\ größe' },
      { kind: 'left-out', text: 'a row without a label', count: 3 },
    ],
    testNames: ['a.png', 'größe/b.png', '"c".png'],
  });
}

function rows(samples: number, first: number): SampleSet {
  return {
    values: Float32Array.from({ length: samples * 4 }, (_, at) => first + at / 3),
    labels: Int32Array.from({ length: samples }, (_, at) => at % 2),
  };
}
