import { DatasetError } from '../dataset-error.ts';
import { enumerate, listNames } from '../list-names.ts';
import { printable } from '../printable.ts';
import type { Finding } from '../sources/raw-dataset.ts';
import { splitsOf, type SplitName, type Splits } from '../splits.ts';
import { roleOf } from './array-roles.ts';
import type { NamedArrays } from './named-arrays.ts';

/** The names of a split's two arrays. */
export interface SplitKeys {
  readonly features: string;
  readonly labels: string;
}

/** Which arrays are used for what. */
export interface ChosenArrays {
  readonly keys: Splits<SplitKeys>;
  /** What is not used. */
  readonly findings: readonly Finding[];
}

/**
 * The arrays of each split: those that the user names, else those whose names say it.
 *
 * @param setting what the user sets to name them, for messages
 * @throws DatasetError `missing` when there is no training split, one array of a split is missing, or two are
 *   for the same; with the names that there are
 */
export function chooseArrays(
  arrays: NamedArrays,
  wanted: Splits<SplitKeys> | undefined,
  setting: string,
): ChosenArrays {
  const keys = wanted ?? knownNames(arrays, setting);
  const used = splitsOf(keys).flatMap((split) => [keys[split]!.features, keys[split]!.labels]);
  for (const name of used) {
    if (!arrays.names.includes(name)) {
      const problem = `has no array ${printable(name)}, which ${setting} names`;
      throw new DatasetError('missing', `${arrays.source} ${problem}; ${describeNames(arrays)}`);
    }
  }
  const unused = [...arrays.names.filter((name) => !used.includes(name)), ...arrays.others];
  return { keys, findings: unused.length === 0 ? [] : [leftOut(arrays, unused)] };
}

function leftOut({ source }: NamedArrays, unused: readonly string[]): Finding {
  const count = unused.length;
  const verb = count === 1 ? 'is' : 'are';
  const text = `In ${source} ${enumerate(unused, printable)} ${verb} not used.`;
  return { kind: 'left-out', text, count };
}

function knownNames(arrays: NamedArrays, setting: string): Splits<SplitKeys> {
  const found: { [Split in SplitName]?: { features?: string; labels?: string } } = {};
  const example = `${setting}, such as { train: { features: ${arrays.names[0] ?? 'a'}, labels: ${arrays.names[1] ?? 'b'} } }`;
  const fail = (problem: string) => {
    const remedy = `${describeNames(arrays)}; say which is what by ${printable(example)}`;
    return new DatasetError('missing', `${arrays.source} ${problem}; ${remedy}`);
  };
  for (const name of arrays.names) {
    const role = roleOf(name);
    if (role === undefined) continue;
    const split = (found[role.split] ??= {});
    const other = split[role.part];
    if (other !== undefined) {
      throw fail(
        `has two arrays for the ${role.part} of ${role.split}: ${listNames([other, name], printable)}`,
      );
    }
    split[role.part] = name;
  }
  if (found.train === undefined) throw fail('has no arrays with names that are known');
  for (const split of splitsOf(found)) {
    const { features, labels } = found[split]!;
    if (features !== undefined && labels !== undefined) continue;
    throw fail(
      `has no array with the ${features === undefined ? 'features' : 'labels'} of ${split}`,
    );
  }
  return found as Splits<SplitKeys>;
}

function describeNames({ names }: NamedArrays): string {
  return names.length === 0 ? 'it has no arrays' : `its arrays are ${listNames(names, printable)}`;
}
