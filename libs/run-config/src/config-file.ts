import { ChorusError } from '@chorus/errors';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { describePath } from './describe-path.ts';
import { findMistakes } from './find-mistakes.ts';
import { liftDocument } from './lift-document.ts';
import { namedWithin } from './named-part.ts';
import { readText } from './read-text.ts';
import { DOCUMENT_VERSION, runDocumentSchema, type PartialDocument } from './run-document.ts';
import type { SettingPath } from './settings.ts';
import { findProblem } from './yaml-problem.ts';

/** What a configuration file says, and where. */
export interface ConfigFile {
  readonly document: PartialDocument;
  /**
   * `run.yaml:3:1: 'epochs'`: where a setting stands.
   *
   * @param within keys of what the setting holds, of which the first one that stands there gives line and column
   */
  place(path: SettingPath, within?: readonly PropertyKey[]): string;
}

/** A configuration file, or all that is wrong with it. */
export type ConfigFileReading = ConfigFile | { readonly mistakes: readonly string[] };

/**
 * Reads a run configuration in YAML: `run-document.ts` defines it, older documents are lifted.
 *
 * @throws ChorusError `invalid`: one line with file, line, column, key, what was found and what is allowed
 */
export function readConfigFile(path: string): ConfigFile {
  return parseConfigFile(readText(path), path);
}

/** Does the same with a text; `path` is for the messages. */
export function parseConfigFile(text: string, path: string): ConfigFile {
  const reading = examineConfigFile(text, path);
  if ('mistakes' in reading) throw new ChorusError('invalid', reading.mistakes[0]!);
  return reading;
}

/** Finds all that is wrong with a configuration, each in one line with line and column. */
export function examineConfigFile(text: string, path: string): ConfigFileReading {
  const lineCounter = new LineCounter();
  const yaml = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error', // Warnings are refused below; it would print them.
  });
  const placeAt = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const problem = findProblem(yaml);
  if (problem) return { mistakes: [`${placeAt(problem.offset)}: ${problem.words}`] };
  const { contents } = yaml;
  if (contents !== null && !isMap(contents)) {
    const words = "it must consist of lines such as 'members: 4', and this is";
    const what = isSeq(contents) ? 'a list' : 'a text';
    return { mistakes: [`${placeAt(contents.range[0])}: ${words} ${what}`] };
  }
  return examine(yaml, (keys) => placeAt(offsetOf(yaml, keys)));
}

function examine(
  yaml: Document.Parsed,
  placeOf: (keys: readonly PropertyKey[]) => string,
): ConfigFileReading {
  const written = (yaml.toJS() ?? {}) as Record<string, unknown>;
  const lifted = liftDocument(written);
  if (!lifted) {
    const found = JSON.stringify(written['version']);
    const words = `'version' is ${found}, but this Chorus reads versions up to ${DOCUMENT_VERSION}`;
    return { mistakes: [`${placeOf(['version'])}: ${words}`] };
  }
  const { document, origins, repeated } = lifted;
  const keysOf = (path: readonly PropertyKey[]) => {
    const origin = origins.get(path.slice(0, 2).join('.'));
    return origin ? [...origin, ...path.slice(2)] : path;
  };
  const found: [keys: readonly PropertyKey[], words: string][] = [
    ...[...repeated].map(([path, keys]): [readonly string[], string] => [keys, saidTwice(path)]),
    ...findMistakes(runDocumentSchema, document, !('version' in written)).map(
      ({ path, depth, words }): [readonly PropertyKey[], string] => {
        const keys = keysOf(path);
        const name = describePath(keys.slice(0, keys.length - path.slice(depth).length));
        return [keys, words(name)];
      },
    ),
  ];
  const inOrder = found.toSorted(([one], [other]) => offsetOf(yaml, one) - offsetOf(yaml, other));
  const mistakes = inOrder.map(([keys, words]) => `${placeOf(keys)}: ${words}`);
  if (mistakes.length > 0) return { mistakes };
  return {
    document,
    place(path, within = []) {
      const keys = keysOf(path.split('.'));
      const name = describePath([...keys, ...namedWithin(path, within)]);
      return `${placeOf([...keys, ...within])}: '${name}'`;
    },
  };
}

function saidTwice(path: string): string {
  return `'${path}' is said for the second time: leave one of them out`;
}

/** Where in the text the key, or the entry of a list, stands; the beginning if it is nowhere. */
function offsetOf(document: Document, keys: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of keys) {
    if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      if (isNode(node) && node.range) offset = node.range[0];
      continue;
    }
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    if (!pair) break;
    if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
    node = pair.value;
  }
  return offset;
}
