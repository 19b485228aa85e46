import { DOCUMENT_VERSION, SECTIONS } from './run-document.ts';
import { settingNamed } from './settings.ts';

/** A document of the newest version, and where what it says stands in the one that it was made of. */
export interface LiftedDocument {
  readonly document: Readonly<Record<string, unknown>>;
  /** Keys in the original by path in the lifted document, such as `['epochs']` by `training.epochs`. */
  readonly origins: ReadonlyMap<string, readonly string[]>;
  /** Keys in the original that say again what another key has said, by the path of both. */
  readonly repeated: ReadonlyMap<string, readonly string[]>;
}

type Plain = Readonly<Record<string, unknown>>;
type Lift = (document: Plain) => LiftedDocument;

/** The lift of each version, from 0 on, to the next one. A document that names no version has 0. */
const LIFTS: readonly Lift[] = [liftFlat];

/**
 * Makes a document of the newest version of an older one.
 *
 * @returns undefined when its version is not known
 */
export function liftDocument(document: Plain): LiftedDocument | undefined {
  const { version = 0 } = document;
  const known = typeof version === 'number' && Number.isInteger(version);
  if (!known || version < 0 || version > DOCUMENT_VERSION) return undefined;
  let lifted: LiftedDocument = { document, origins: new Map(), repeated: new Map() };
  for (const lift of LIFTS.slice(version)) lifted = continueLift(lifted, lift);
  return lifted;
}

function continueLift(before: LiftedDocument, lift: Lift): LiftedDocument {
  const { document, origins, repeated } = lift(before.document);
  const traced = [...origins].map(
    ([path, keys]) => [path, before.origins.get(keys.join('.')) ?? keys] as const,
  );
  return {
    document,
    origins: new Map(traced),
    repeated: new Map([...before.repeated, ...repeated]),
  };
}

/**
 * Version 0 had no sections: every setting stood under its short name, those of the CNN under `model`.
 * Sections may stand among them.
 */
function liftFlat({ version: _, ...flat }: Plain): LiftedDocument {
  const sections = new Map<string, Map<string, unknown>>();
  const others: [string, unknown][] = [];
  const origins = new Map<string, readonly string[]>();
  const repeated = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(flat)) {
    const setting = isMap(value) ? undefined : settingNamed(key);
    const section = key === 'model' ? 'network' : key;
    if (setting) say(setting.section, setting.key, value, [key]);
    else if (!isMap(value) || !Object.hasOwn(SECTIONS, section)) others.push([key, value]);
    else {
      if (!sections.has(section)) sections.set(section, new Map());
      for (const [name, item] of Object.entries(value)) say(section, name, item, [key, name]);
    }
  }
  // Held-out samples were the last ones.
  const holdsOut = origins.get('dataset.validationSplit');
  if (holdsOut && !origins.has('dataset.validationFrom')) {
    say('dataset', 'validationFrom', 'end', holdsOut);
  }
  const filled = [...sections].map(([name, said]) => [name, Object.fromEntries(said)]);
  const version = ['version', DOCUMENT_VERSION];
  return { document: Object.fromEntries([version, ...filled, ...others]), origins, repeated };

  function say(section: string, key: string, value: unknown, keys: readonly string[]): void {
    const path = `${section}.${key}`;
    if (origins.has(path)) repeated.set(path, keys);
    origins.set(path, keys);
    sections.set(section, (sections.get(section) ?? new Map<string, unknown>()).set(key, value));
  }
}

/** Whether a value of a document holds keys. */
export function isMap(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
