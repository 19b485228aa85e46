import { expect, test } from 'vitest';
import { categoryColumns } from './category-columns.ts';

const sample = { shape: [3], type: 'float32' } as const;
const number = { name: 'age', kind: 'number', fill: 3 };
const category = { name: 'city', kind: 'category', categories: ['Bern', 'Rome'] };

test('columns of categories are told with their places, of which "other" is one', () => {
  const preparation = { kind: 'table', columns: [number, category, number] };
  expect(categoryColumns({ sample, preparation })).toEqual([{ name: 'city', column: 1, count: 3 }]);
});

test.for<[string, object | undefined]>([
  ['nothing', undefined],
  ['something else', { kind: 'images', columns: 7 }],
  ['of other columns', { columns: [category] }],
  ['of nothing known', { columns: [null, { kind: 'category' }, 'city'] }],
])('a preparation that is %s has none', ([, preparation]) => {
  expect(categoryColumns({ sample, ...(preparation && { preparation }) })).toEqual([]);
});
