import { ChorusError } from '@chorus/proto';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { FIELD_NAMES, flagOf, MODEL_FIELDS, RUN_FIELDS, type Settings } from './fields.ts';
import { nearest } from './nearest.ts';
import { readText } from './read-text.ts';
import { shorten } from './shorten.ts';
import { findProblem } from './yaml-problem.ts';

const modelSchema = z.strictObject(schemasOf(MODEL_FIELDS)).partial();
const fileSchema = z
  .strictObject({
    ...schemasOf(RUN_FIELDS),
    model: modelSchema.optional(),
  })
  .partial();

/** What a configuration file says, and where. */
export interface ConfigFile {
  readonly settings: Settings;
  /** `run.yaml:3`: where the field was set. */
  place(name: string): string;
}

/**
 * Reads a run configuration in YAML; docs name its keys, `fields.ts` defines them.
 *
 * @throws ChorusError `invalid`: one line with file, line, key, what was found and what is allowed
 */
export function readConfigFile(path: string): ConfigFile {
  return parseConfigFile(readText(path), path);
}

/** The same from a text; `path` is for the messages. */
export function parseConfigFile(text: string, path: string): ConfigFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error', // Warnings are refused below; it would print them.
  });
  const lineOf = (offset: number) => `${path}:${lineCounter.linePos(offset).line}`;
  const problem = findProblem(document);
  if (problem) {
    const { line, col } = lineCounter.linePos(problem.offset);
    throw new ChorusError('invalid', `${path}:${line}:${col}: ${problem.words}`);
  }
  const { contents } = document;
  if (contents !== null && !isMap(contents)) {
    const where = lineOf(contents.range[0]);
    const what = isSeq(contents) ? 'a list' : 'a text';
    throw new ChorusError(
      'invalid',
      `${where}: it must consist of lines such as 'members: 4', and this is ${what}`,
    );
  }
  const placeOf = (keys: readonly PropertyKey[]) => lineOf(offsetOf(document, keys));
  const result = fileSchema.safeParse(document.toJS() ?? {});
  if (!result.success) throw describe(result.error.issues[0]!, placeOf);
  const { model, ...run } = result.data;
  return {
    settings: withoutUndefined({ ...run, ...model }),
    place: (name) => `${placeOf(name in MODEL_FIELDS ? ['model', name] : [name])}: '${name}'`,
  };
}

function describe(
  issue: z.core.$ZodIssue,
  placeOf: (keys: readonly PropertyKey[]) => string,
): ChorusError {
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const place = placeOf([...issue.path, key]);
    return new ChorusError(
      'invalid',
      `${place}: unknown key '${shorten(key)}'${remedyFor(key, issue.path)}`,
    );
  }
  const name = issue.path.at(-1);
  const message = name === 'model' ? "must hold keys such as 'filters'" : issue.message;
  return new ChorusError('invalid', `${placeOf(issue.path)}: '${String(name)}' ${message}`);
}

function remedyFor(key: string, path: readonly PropertyKey[]): string {
  const inModel = path[0] === 'model';
  if (!inModel && Object.hasOwn(MODEL_FIELDS, key)) return `: it belongs under 'model:'`;
  if (inModel && Object.hasOwn(RUN_FIELDS, key))
    return `: it belongs to the top level, not under 'model:'`;
  const known = inModel ? Object.keys(MODEL_FIELDS) : [...Object.keys(RUN_FIELDS), 'model'];
  // Someone who wrote --batch-size before writes batch-size here.
  const sameFlag = FIELD_NAMES.find((name) => flagOf(name) === `--${key.replaceAll('_', '-')}`);
  const guess = sameFlag && known.includes(sameFlag) ? sameFlag : nearest(key, known);
  return guess ? `: did you mean '${guess}'?` : `: known are ${known.join(', ')}`;
}

/** Where in the text the key stands; the beginning if it is nowhere. */
function offsetOf(document: Document, keys: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of keys) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    if (!pair) break;
    if (isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
    node = pair.value;
  }
  return offset;
}

type SchemasOf<Fields extends Record<string, { schema: z.ZodType }>> = {
  [Name in keyof Fields]: Fields[Name]['schema'];
};

function schemasOf<Fields extends Record<string, { schema: z.ZodType }>>(
  fields: Fields,
): SchemasOf<Fields> {
  const entries = Object.entries(fields).map(([name, { schema }]) => [name, schema]);
  return Object.fromEntries(entries) as SchemasOf<Fields>;
}

function withoutUndefined(values: object): Settings {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
