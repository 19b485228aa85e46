import h5wasm, { type Group } from 'h5wasm/node';
import type { SavedWeight } from './weight-paths.ts';

/**
 * Writes weights as an HDF5 file, each in the groups that its path names.
 *
 * @param path where nothing lies
 */
export async function writeWeights(weights: readonly SavedWeight[], path: string): Promise<void> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'w');
  try {
    const groups = new Map<string, Group>([['', file]]);
    for (const { path: place, shape, values } of weights) {
      const end = place.lastIndexOf('/');
      const group = groupAt(groups, place.slice(0, end));
      group.create_dataset({
        name: place.slice(end + 1),
        data: values,
        shape: [...shape],
        dtype: '<f4',
      });
    }
  } finally {
    file.close();
  }
}

function groupAt(groups: Map<string, Group>, path: string): Group {
  const known = groups.get(path);
  if (known) return known;
  const end = path.lastIndexOf('/');
  const parent = groupAt(groups, path.slice(0, Math.max(end, 0)));
  const group = parent.create_group(path.slice(end + 1));
  groups.set(path, group);
  return group;
}
