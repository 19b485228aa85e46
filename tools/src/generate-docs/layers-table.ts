import { layerKinds, layersOfKerasAlone } from '@chorus/network';

const BEGIN = '<!-- layers: written by npm run docs -->';
const END = '<!-- /layers -->';

/** The page with the tables of layers between its two markers. @throws Error when it lacks them */
export function withLayersTable(page: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page lacks ${BEGIN} … ${END}`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${layersTable()}\n${leftOutTable()}\n${page.slice(end)}`;
}

function layersTable(): string {
  const rows = layerKinds().map(({ className, name, main, fields, merges }) => [
    className,
    merges ? `\`merge: ${name}\`` : `\`${name}\``,
    fields.map((field) => (field === main ? `**\`${field}\`**` : `\`${field}\``)).join(', '),
  ]);
  return table(
    ['Layer of Keras', 'In a configuration', 'Fields; the bold one may stand alone'],
    rows,
  );
}

function leftOutTable(): string {
  const rows = layersOfKerasAlone().map(({ className, remedy }) => [className, remedy]);
  return table(['What cannot be trained', 'Why, or what to do'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}
