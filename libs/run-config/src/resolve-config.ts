import { toKebabCase } from '@chorus/command-line/to-kebab-case';
import { ChorusError } from '@chorus/errors';
import { readConfigFile } from './config-file.ts';
import { describePath } from './describe-path.ts';
import { impliedCount } from './member-rules.ts';
import { namedWithin } from './named-part.ts';
import { parseAssignments } from './parse-assignments.ts';
import { parseSetting } from './parse-text.ts';
import { runDocumentSchema, type RunDocument } from './run-document.ts';
import { documentOf, settingAt, settingNamed, valuesOf, type SettingPath } from './settings.ts';

/** A document, and where its settings stand. */
export interface PlacedDocument {
  readonly document: RunDocument;
  /**
   * `--epochs` or `run.yaml:3:1: 'epochs'`: who set it, for messages about it.
   *
   * @param within keys of what the setting holds
   */
  place(path: SettingPath, within?: readonly PropertyKey[]): string;
}

/** What a user said, from all sources, with the defaults filled in. */
export interface ResolvedConfig extends PlacedDocument {
  /** Whether the user said something of a setting, wherever it was. */
  says(path: SettingPath): boolean;
}

/** What the command line says of the configuration. */
export interface ConfigFlags {
  /** The flags' texts by short name; `true` of a switch that stands alone. */
  readonly settings?: Readonly<Record<string, string | boolean>>;
  /** What `--set` says: `training.epochs=20`. */
  readonly set?: readonly string[];
  /** The path of the file. */
  readonly config?: string | undefined;
}

/**
 * Puts the configuration together: flags go before the file, the file before the environment
 * (CHORUS_DATA_DIR), that before the defaults.
 *
 * @throws ChorusError `invalid`, one line that names the flag, or the file's line and key
 */
export function resolveConfig(
  { settings = {}, set = [], config }: ConfigFlags,
  environment: NodeJS.ProcessEnv,
): ResolvedConfig {
  const flags = parseFlags(settings);
  const assigned = parseAssignments(set);
  for (const path of assigned.keys()) {
    if (!flags.has(path)) continue;
    const words = `${settingAt(path)!.flag} and --set ${path} say the same: leave one of them out`;
    throw new ChorusError('invalid', words);
  }
  const file = config === undefined ? undefined : readConfigFile(config);
  const dataDir = environment['CHORUS_DATA_DIR'];
  const inFile = valuesOf(file?.document ?? {});
  const said = new Map<SettingPath, unknown>([
    ...(dataDir ? [['dataset.path', dataDir] as const] : []),
    ...inFile,
    ...flags,
    ...assigned,
  ]);
  return {
    document: withCount(runDocumentSchema.parse(documentOf(said)), said.has('members.count')),
    says: (path) => said.has(path),
    place(path, within = []) {
      const part = describePath(namedWithin(path, within));
      const place = part === '' ? '' : ` ${part}`;
      if (assigned.has(path)) return `--set ${path}${place}`;
      if (flags.has(path)) return settingAt(path)!.flag + place;
      if (file && inFile.has(path)) return file.place(path, within);
      return path === 'dataset.path'
        ? 'CHORUS_DATA_DIR'
        : `the default of ${settingAt(path)!.flag}`;
    },
  };
}

/** The document with the number of members that follows from what they are, unless somebody said one. */
function withCount(document: RunDocument, isSaid: boolean): RunDocument {
  const { members } = document;
  const count = isSaid ? members.count : (impliedCount(members) ?? members.count);
  return { ...document, members: { ...members, count } };
}

function parseFlags(texts: Readonly<Record<string, string | boolean>>): Map<SettingPath, unknown> {
  const said = new Map<SettingPath, unknown>();
  for (const [name, text] of Object.entries(texts)) {
    const setting = settingNamed(name)!;
    if (said.has(setting.path)) {
      const both = [setting.name, setting.formerName!].map((each) => toKebabCase(`--${each}`));
      throw new ChorusError('invalid', `${both.join(' and ')} say the same: leave one of them out`);
    }
    said.set(setting.path, parseSetting(setting, text, setting.flag));
  }
  return said;
}
