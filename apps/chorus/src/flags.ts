import {
  FIELD_NAMES,
  FIELDS,
  flagOf,
  type Field,
  type FieldName,
  type FlagTexts,
} from '@chorus/run-config';
import { Option, type Command } from 'commander';

/** Adds a flag for every field of a run configuration; their values stay text. */
export function addFieldFlags(command: Command): void {
  for (const name of FIELD_NAMES) {
    const { kind, placeholder, help, default: value }: Field = FIELDS[name];
    const shown = value === undefined ? help : `${help} (default: ${String(value)})`;
    // A switch may stand alone.
    const argument = kind === 'switch' ? `[${placeholder}]` : `<${placeholder}>`;
    command.addOption(new Option(`${flagOf(name)} ${argument}`, shown));
    if (value === true)
      command.addOption(new Option(flagOf(`no-${name}`), `the same as ${flagOf(name)} false`));
  }
}

/** The fields among a command's parsed options. */
export function pickFieldTexts(options: Readonly<Record<string, unknown>>): FlagTexts {
  const given = FIELD_NAMES.filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, options[name]])) as Partial<
    Record<FieldName, string | boolean>
  >;
}
