import type { RunConfig } from '@chorus/proto';
import type { RunView } from './run-view.ts';

/** Something in which runs differ. */
export interface Difference {
  /** The setting's place in a configuration file; or `versions.chorus`, `devices` and the like. */
  readonly key: string;
  /** The value of each run in turn; null where it has none. */
  readonly values: readonly Setting[];
}

/** A run, and the versions of the software that trained it, by name. */
interface TrainedRun {
  readonly view: RunView;
  readonly versions: Readonly<Record<string, string>>;
}

export type Setting = string | number | boolean | null;

/** The differences between runs in what made their results, in the order of the configuration. */
export function configDifferences(runs: readonly TrainedRun[]): Difference[] {
  const all = runs.map(({ view, versions }) => ({
    ...settingsOf(view.config),
    ...trainedOn(view),
    ...prefixed('versions.', versions),
  }));
  const keys = new Set(all.flatMap((settings) => Object.keys(settings)));
  return [...keys]
    .map((key) => ({ key, values: all.map((settings) => settings[key] ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}

type Settings = Record<string, Setting>;

/** The settings under the names that users know. */
function settingsOf({ dataset, training, faults, eager, ...run }: RunConfig): Settings {
  const { name, sha256, trainLimit, testLimit, validationSamples } = dataset;
  return {
    dataset: name,
    fingerprint: sha256,
    trainLimit,
    testLimit,
    validationSamples,
    ...flatten(run),
    compile: !eager,
    ...flatten(training),
    ...flatten(faults),
  };
}

/** `{ model: { filters: [8] } }` as `{ 'model.filters': '[8]' }` */
function flatten(values: object): Settings {
  const entries = Object.entries(values).map(([key, value]: [string, unknown]): Settings => {
    if (Array.isArray(value)) return { [key]: JSON.stringify(value) };
    if (typeof value === 'object' && value !== null) return prefixed(`${key}.`, flatten(value));
    return { [key]: value as Setting };
  });
  return Object.assign({}, ...entries);
}

function prefixed(prefix: string, settings: Readonly<Settings>): Settings {
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [prefix + key, value]));
}

/** What members say that they were trained on. */
function trainedOn({ members }: RunView): Settings {
  const listed = (values: readonly string[]) =>
    [...new Set(values.filter((value) => value !== ''))].toSorted().join(', ') || null;
  return {
    backend: listed(members.map(({ backend }) => backend)),
    devices: listed(members.map(({ device }) => device)),
  };
}
