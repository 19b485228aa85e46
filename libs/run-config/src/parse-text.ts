import { ChorusError } from '@chorus/errors';
import { refusalOf } from './allowed-values.ts';
import type { Setting, SettingKind } from './settings.ts';

/**
 * The value that a flag's text says.
 *
 * @param flag who says it, for the message
 * @throws ChorusError `invalid`, one line that names the flag
 */
export function parseSetting(setting: Setting, text: string | boolean, flag: string): unknown {
  const value = parseText(text, setting.kind);
  if (value !== undefined && setting.schema.safeParse(value).success) return value;
  throw new ChorusError('invalid', `${flag} ${refusalOf(setting, value)}`);
}

/** A text that is no number stays a text, so that the message shows what was typed. */
function parseText(text: string | boolean, kind: SettingKind): unknown {
  if (typeof text === 'boolean') return text;
  if (kind === 'switch') return text === 'true' || (text === 'false' ? false : text);
  if (kind === 'text') return text;
  if (kind === 'number') return parseNumber(text);
  // Both 8,16 and [8, 16] are lists.
  const items = text.trim().replace(/^\[(.*)\]$/, '$1');
  return items.trim() === '' ? [] : items.split(',').map(parseNumber);
}

function parseNumber(text: string): number | string {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isNaN(value) && text !== 'NaN' ? text : value;
}
