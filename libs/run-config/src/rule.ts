import type { KnownDataset } from '@chorus/data';
import type { RunDocument } from './run-document.ts';
import type { SettingPath } from './settings.ts';

/** What a configuration must fit to; what only the data can tell is missing before they were opened. */
export type Fitting = Partial<KnownDataset>;

/** Who set a setting. @param within keys of what the setting holds */
export type Place = (path: SettingPath, within?: readonly PropertyKey[]) => string;

/** What several settings, or settings and a dataset, must agree in. */
export interface Rule {
  /** The settings that it is about; the first one is the one to change. */
  readonly settings: readonly SettingPath[];
  /** Whether the configuration keeps the rule. */
  check(document: RunDocument, data: Fitting): boolean;
  /** One line. @param place who set a setting */
  message(place: Place, document: RunDocument, data: Fitting): string;
}
