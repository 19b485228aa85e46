import { toKebabCase } from '@chorus/command-line';
import { SETTINGS, type ConfigFlags, type Setting } from '@chorus/run-config';
import { Option } from 'commander';

/**
 * `--config`, a flag for every setting, and `--set`; their values stay text.
 *
 * @param sections those whose settings have flags; all by default
 */
export function configOptions(sections?: readonly string[]): Option[] {
  const settings = SETTINGS.filter(({ section }) => sections?.includes(section) ?? true);
  const file = new Option(
    '--config <file>',
    'a run configuration in YAML; its keys are the flags below',
  );
  const set = new Option(
    '--set <path=value>',
    "any setting by its place in the file, such as training.epochs=20; 'config show' prints all",
  ).argParser((assignment: string, before: readonly string[] = []) => [...before, assignment]);
  return [file, ...settings.flatMap(settingOptions), set];
}

/** The flags of a setting, those of before among them. */
export function settingOptions(setting: Setting): Option[] {
  const { kind, name, formerName, flag, placeholder, help } = setting;
  const shown = setting.defaultWords ?? setting.default;
  // A switch may stand alone.
  const argument = kind === 'switch' ? `[${placeholder}]` : `<${placeholder}>`;
  const text = `${help.replaceAll('`', '')} (default: ${String(shown)})`;
  const options = [new Option(`${flag} ${argument}`, text)];
  if (formerName !== undefined) {
    options.push(new Option(`${toKebabCase(`--${formerName}`)} ${argument}`).hideHelp());
  }
  if (setting.default === true) {
    options.push(new Option(toKebabCase(`--no-${name}`), `the same as ${flag} false`));
  }
  return options;
}

/** What a command's parsed options say of the configuration. */
export function pickConfigFlags(options: Readonly<Record<string, unknown>>): ConfigFlags {
  const names = SETTINGS.flatMap(({ name, formerName }) => [name, formerName ?? []].flat());
  const given = names.filter((name) => options[name] !== undefined);
  const settings = Object.fromEntries(given.map((name) => [name, options[name]]));
  const { config, set } = options as Pick<ConfigFlags, 'config' | 'set'>;
  return { settings, config, ...(set && { set }) } as ConfigFlags;
}
