import { isIdentityName } from './roles.ts';

/** As {@link isIdentityName} has it. */
const MOST_CHARS = 64;

/**
 * A name as somebody has it elsewhere, made one that a certificate holds: without accents, and with dashes in place of what it cannot hold.
 *
 * @returns undefined where nothing of it is left
 */
export function fitIdentityName(text: string): string | undefined {
  const letters = text.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
  const fitting = letters
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MOST_CHARS)
    .replace(/[^A-Za-z0-9]+$/, '');
  return isIdentityName(fitting) ? fitting : undefined;
}
