import { expect, test } from 'vitest';
import { networkDataOf } from './network-data.ts';
import { runDocumentSchema } from './run-document.ts';

const number = { name: 'age', kind: 'number', fill: 3 };
const category = { name: 'city', kind: 'category', categories: ['Bern', 'Rome'] };
const TABLE = {
  classes: ['a', 'b'],
  sample: { shape: [2], type: 'float32' },
  preparation: { kind: 'table', columns: [number, category] },
} as const;
const normalisation = { mean: [40, 1.5], deviation: [9, 0.5] };

test.for<[string, object, object, object]>([
  ['standardised', { normalisation }, {}, { scale: 0.5, offset: 1.5 }],
  ['divided', {}, { divisor: 4 }, { scale: 4, offset: 0 }],
  ['as they are', {}, {}, { scale: 1, offset: 0 }],
  [
    'divided where they could be standardised',
    { normalisation },
    { scaling: 'divide' },
    { scale: 1, offset: 0 },
  ],
])(
  'a network gets the places of categories back that are %s',
  ([, dataset, preparation, undone]) => {
    const document = runDocumentSchema.parse({ preparation });
    const { categories } = networkDataOf(document, { ...TABLE, ...dataset });
    expect(categories).toEqual([{ name: 'city', column: 1, count: 3, ...undone }]);
  },
);
