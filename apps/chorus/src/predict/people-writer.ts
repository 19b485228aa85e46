import { renderTable } from '../terminal/table.ts';
import type { Written } from './columns.ts';
import type { PredictedRow } from './predicted-row.ts';
import type { RowWriter } from './row-writer.ts';

/** Rows that people are shown; who wants all names a file. */
const MOST_ROWS = 40;

/** Writes the first rows as a table for people. */
export function openForPeople({ abstained }: Written, tell: (line: string) => void): RowWriter {
  const shown: PredictedRow[] = [];
  let rows = 0;
  return {
    async write(more) {
      rows += more.length;
      shown.push(...more.slice(0, MOST_ROWS - shown.length));
    },
    async finish() {
      const lines = renderTable(
        [
          { title: 'file' },
          { title: 'class' },
          { title: 'probability', align: 'right' },
          { title: 'disagreement', align: 'right' },
          { title: '' },
        ],
        shown.map((row) => cellsOf(row, abstained?.has(row) ?? false)),
      );
      for (const line of lines) tell(line);
      const more = rows - shown.length;
      if (more > 0) tell(`and ${more} more: --out FILE has all of them`);
    },
  };
}

function cellsOf({ file, row, prediction }: PredictedRow, isAbstained: boolean): string[] {
  const name = row === undefined ? file : `${file}, row ${row}`;
  if (!prediction) return [name, '', '', '', 'cannot be predicted'];
  const { class: chosen, probability, disagreement } = prediction;
  const note = isAbstained ? 'uncertain' : '';
  return [name, chosen, probability.toFixed(4), disagreement.toFixed(2), note];
}
