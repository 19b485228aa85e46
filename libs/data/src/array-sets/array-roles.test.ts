import { expect, test } from 'vitest';
import { roleOf } from './array-roles.ts';

test.each([
  ['x_train', 'train', 'features'],
  ['y_test.npy', 'test', 'labels'],
  ['X_val.npy', 'validation', 'features'],
  ['train_images', 'train', 'features'],
  ['val_labels', 'validation', 'labels'],
  ['train-images-idx3-ubyte', 'train', 'features'],
  ['t10k-labels.idx1-ubyte.gz', 'test', 'labels'],
  ['emnist-letters-test-images-idx3-ubyte.gz', 'test', 'features'],
  ['x_train.npy.gz', 'train', 'features'],
])('%s is of %s the %s', (name, split, part) => {
  expect(roleOf(name)).toEqual({ split, part });
});

test.each([
  'arr_0',
  'images',
  'train',
  'train_masks',
  'x_train_old',
  'train-images.png',
  'constructor_x',
])('%s does not say what it is', (name) => {
  expect(roleOf(name)).toBeUndefined();
});
