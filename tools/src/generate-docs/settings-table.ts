import type { Setting } from '@chorus/run-config';

const BEGIN = '<!-- settings: written by npm run docs -->';
const END = '<!-- /settings -->';

/** The page with the table of all settings between its two markers. @throws Error when it lacks them */
export function withSettingsTable(page: string, settings: readonly Setting[]): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page lacks ${BEGIN} … ${END}`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${settingsTable(settings)}\n${page.slice(end)}`;
}

/** A Markdown table, one row for each setting. */
function settingsTable(settings: readonly Setting[]): string {
  const rows = settings.map(({ path, flag, help, shapesResult, ...setting }) => [
    `\`${path}\``,
    `\`${flag}\``,
    defaultOf(setting),
    help,
    shapesResult ? 'yes' : '',
  ]);
  const head = ['Setting', 'Flag', 'Default', '', 'Part of the result'];
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

function defaultOf(setting: Pick<Setting, 'default' | 'defaultWords'>): string {
  if (setting.defaultWords !== undefined) return setting.defaultWords;
  return Array.isArray(setting.default) ? setting.default.join(', ') : String(setting.default);
}
