import { Document, isScalar, visit } from 'yaml';
import { DOCUMENT_VERSION, type PartialDocument } from './run-document.ts';
import { documentOf, valuesOf } from './settings.ts';

/** The document as a configuration file has it: what is printed can be read again. */
export function printConfig(document: PartialDocument): string {
  const yaml = new Document({ version: DOCUMENT_VERSION, ...documentOf(valuesOf(document)) });
  // Lists of values stand on one line, lists of layers on one line each.
  visit(yaml, { Seq: (_, list) => void (list.flow = list.items.every(isScalar)) });
  return yaml.toString({ flowCollectionPadding: false });
}
