import { Document, visit } from 'yaml';
import { MODEL_FIELDS, RUN_FIELDS, type Settings } from './fields.ts';

/** The settings as a configuration file would have them: what it prints can be read again. */
export function printConfig(settings: Settings): string {
  const run = pick(settings, RUN_FIELDS);
  const model = pick(settings, MODEL_FIELDS);
  const document = new Document({ ...run, model });
  visit(document, { Seq: (_, list) => void (list.flow = true) });
  return document.toString({ flowCollectionPadding: false });
}

function pick(settings: Settings, fields: object): Record<string, unknown> {
  const names = Object.keys(fields).filter((name) => name in settings);
  return Object.fromEntries(names.map((name) => [name, settings[name as keyof Settings]]));
}
