import { Document, visit } from 'yaml';
import { DOCUMENT_VERSION, type PartialDocument } from './run-document.ts';
import { documentOf, valuesOf } from './settings.ts';

/** The document as a configuration file has it: what is printed can be read again. */
export function printConfig(document: PartialDocument): string {
  const yaml = new Document({ version: DOCUMENT_VERSION, ...documentOf(valuesOf(document)) });
  visit(yaml, { Seq: (_, list) => void (list.flow = true) });
  return yaml.toString({ flowCollectionPadding: false });
}
