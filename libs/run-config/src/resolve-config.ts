import { ChorusError } from '@chorus/proto';
import type { z } from 'zod';
import { readConfigFile } from './config-file.ts';
import {
  FIELD_NAMES,
  FIELDS,
  flagOf,
  type Field,
  type FieldKind,
  type FieldName,
  type Settings,
} from './fields.ts';

/** What a user said, from all sources, with the defaults filled in. */
export interface ResolvedConfig {
  readonly settings: Settings & DefaultedSettings;
  /** `--epochs` or `run.yaml:3: 'epochs'`: who set the field, for messages about it. */
  place(name: FieldName): string;
}

/** The fields that always have a value: those with a default. */
type DefaultedSettings = {
  [
    Name in FieldName as (typeof FIELDS)[Name] extends { readonly default: unknown } ? Name : never
  ]: NonNullable<Settings[Name]>;
};

/** The flags' texts by field name, as the command line holds them. */
export type FlagTexts = Partial<Record<FieldName, string | boolean>>;

/**
 * Puts the configuration together: flags go before the file, the file before the environment
 * (CHORUS_DATA_DIR), that before the defaults.
 *
 * @throws ChorusError `invalid`, one line that names the flag, or the file's line and key
 */
export function resolveConfig(
  flags: FlagTexts,
  configPath: string | undefined,
  environment: NodeJS.ProcessEnv,
): ResolvedConfig {
  const flagSettings = parseFlags(flags);
  const file = configPath === undefined ? undefined : readConfigFile(configPath);
  const dataDir = environment['CHORUS_DATA_DIR'];
  const settings = {
    ...defaults(),
    ...(dataDir && { dataDir }),
    ...file?.settings,
    ...flagSettings,
  };
  const place = (name: FieldName): string => {
    if (name in flagSettings) return flagOf(name);
    if (file && name in file.settings) return file.place(name);
    return name === 'dataDir' ? 'CHORUS_DATA_DIR' : `the default of ${flagOf(name)}`;
  };
  return { settings, place };
}

function defaults(): Settings & DefaultedSettings {
  const known = FIELD_NAMES.filter((name) => 'default' in FIELDS[name]);
  return Object.fromEntries(
    known.map((name) => [name, (FIELDS[name] as Field).default]),
  ) as Settings & DefaultedSettings;
}

function parseFlags(flags: FlagTexts): Settings {
  const settings: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(flags) as [FieldName, string | boolean][]) {
    const { kind, schema } = FIELDS[name];
    const result = (schema as z.ZodType).safeParse(parseText(text, kind));
    if (!result.success) {
      throw new ChorusError('invalid', `${flagOf(name)} ${result.error.issues[0]!.message}`);
    }
    settings[name] = result.data;
  }
  return settings;
}

/** A text that is no number stays a text, so that the message shows what was typed. */
function parseText(text: string | boolean, kind: FieldKind): unknown {
  if (typeof text === 'boolean') return text;
  if (kind === 'switch') return text === 'true' || (text === 'false' ? false : text);
  if (kind === 'text') return text;
  if (kind === 'number') return parseNumber(text);
  return text.trim() === '' ? [] : text.split(',').map(parseNumber);
}

function parseNumber(text: string): number | string {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isNaN(value) && text !== 'NaN' ? text : value;
}
