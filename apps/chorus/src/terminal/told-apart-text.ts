import { formatAccuracy, formatCount } from '@chorus/run-view';
import type { ToldApart } from '../predict/tell-apart.ts';
import { renderTable } from './table.ts';

/** How well other data are told apart. */
export function renderToldApart(apart: ToldApart): string[] {
  const { otherSamples, testSamples, total, mutualInformation } = apart;
  const rows = [
    { name: 'total (entropy of the mean)', ...total },
    { name: 'mutual information', ...mutualInformation },
  ];
  return [
    '',
    `${formatCount(otherSamples, 'other sample')} (positive) told from ${formatCount(testSamples, 'test sample')} by uncertainty:`,
    ...renderTable(
      [
        { title: '' },
        { title: 'AUROC', align: 'right' },
        { title: 'AUPR', align: 'right' },
        { title: 'FPR95', align: 'right' },
      ],
      rows.map(({ name, auroc, aupr, fpr95 }) => [
        name,
        ...[auroc, aupr, fpr95].map(formatAccuracy),
      ]),
    ),
  ];
}
