/** The run's configuration as text: on the wire, and under the digest that names what is computed. */
import { ChorusError } from '@chorus/errors';
import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';
import { describePath } from './describe-path.ts';
import { findMistakes } from './find-mistakes.ts';
import { DOCUMENT_VERSION } from './run-document.ts';
import { runConfigSchema, type RunConfig } from './run-config.ts';

/** The configuration as canonical JSON (RFC 8785): keys sorted, no blanks. */
export function encodeRunConfig(config: RunConfig): string {
  return canonicalize(config)!;
}

/** SHA-256, in hexadecimal, of the canonical JSON: runs with equal digests give equal bits. */
export function configDigest(config: RunConfig): string {
  return createHash('sha256').update(encodeRunConfig(config)).digest('hex');
}

/**
 * The configuration that a text holds.
 *
 * @throws ChorusError `invalid`, one line that names the setting, or both versions when they differ
 */
export function decodeRunConfig(text: string): RunConfig {
  const document = parseJson(text);
  const { version } = (document ?? {}) as { readonly version?: unknown };
  if (version !== DOCUMENT_VERSION) {
    const words =
      version === undefined ? 'names no version' : `has version ${JSON.stringify(version)}`;
    throw new ChorusError('invalid', `the run's configuration ${words}; ${remedy()}`);
  }
  const [mistake] = findMistakes(runConfigSchema, document);
  if (!mistake) return document as RunConfig;
  const name = describePath(['config', ...mistake.path.slice(0, mistake.depth)]);
  // Within a version a Chorus that was changed on one side alone may know other settings.
  const versions = mistake.isForeign
    ? ` (the run's configuration has version ${version}; ${remedy()})`
    : '';
  throw new ChorusError('invalid', mistake.words(name) + versions);
}

function remedy(): string {
  return `this Chorus reads version ${DOCUMENT_VERSION}: install the same version of Chorus on both sides`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ChorusError(
      'invalid',
      "the message lacks the run's configuration: is the other side a Chorus?",
    );
  }
}
