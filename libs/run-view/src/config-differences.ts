import type { RunConfig, SettledGroup } from '@chorus/proto';
import { describeNetwork } from './network-words.ts';
import { networkSettings } from './network-settings.ts';
import type { SettingValue } from './setting-value.ts';
import type { RunView } from './run-view.ts';

/** Something in which runs differ. */
export interface Difference {
  /** The setting's place in a configuration file; or `versions.chorus`, `devices` and the like. */
  readonly key: string;
  /** The value of each run in turn; null where it has none. */
  readonly values: readonly SettingValue[];
}

/** A run, and the versions of the software that trained it, by name. */
interface TrainedRun {
  readonly view: RunView;
  readonly versions: Readonly<Record<string, string>>;
}

/** The differences between runs in what made their results, in the order of the configuration. */
export function configDifferences(runs: readonly TrainedRun[]): Difference[] {
  const networks = networkSettings(runs.map(({ view }) => view.config.network));
  const all = runs.map(({ view, versions }, index) => ({
    ...settingsOf(view.config),
    ...networks[index],
    ...trainedOn(view),
    ...prefixed('versions.', versions),
  }));
  const keys = new Set(all.flatMap((settings) => Object.keys(settings)));
  return [...keys]
    .map((key) => ({ key, values: all.map((settings) => settings[key] ?? null) }))
    .filter(({ values }) => new Set(values).size > 1);
}

type Settings = Record<string, SettingValue>;

/** The settings but the network's under their places in the document, the dataset by its name and fingerprint. */
function settingsOf(config: RunConfig): Settings {
  const { version: _, network: __, dataset, members: all, predicts, ...sections } = config;
  const { groups = [], ...members } = all;
  const { name, sha256, trainLimit, testLimit, validationSplit } = dataset;
  const limits = { name, trainLimit, testLimit, validationSplit };
  const alike = Object.entries({
    dataset: limits,
    ...sections,
    members,
    ...(predicts && { predicts }),
  });
  return Object.assign(
    { fingerprint: sha256 },
    ...alike.map(([section, values]) => prefixed(`${section}.`, printable(values))),
    ...groups.map(settingsOfGroup),
  );
}

/** What a group says of its members, under its name. */
function settingsOfGroup({
  name,
  network,
  training,
  augmentation,
  ...own
}: SettledGroup): Settings {
  return prefixed(`members.groups.${name}.`, {
    ...printable(own),
    ...(network && { network: describeNetwork(network) }),
    ...(training && prefixed('training.', printable(training))),
    ...(augmentation && prefixed('augmentation.', printable(augmentation))),
  });
}

/** The values as they are shown, a list as JSON: `[8,16]`. */
function printable(values: object): Settings {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]: [string, unknown]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : (value as SettingValue),
    ]),
  );
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
