/** The value of a setting, as runs that are compared show it; null where a run has none. */
export type SettingValue = string | number | boolean | null;
