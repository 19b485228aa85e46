import { formatAccuracy, type NotableSample, type Report } from '@chorus/run-view';
import { renderTable } from './table.ts';

/** The test samples that members disagree about most, and those that are surely wrong. */
export function renderNotable({
  disputed,
  sureButWrong,
}: NonNullable<Report['notable']>): string[] {
  return [
    ...kindOf('Members disagree most about these test samples:', disputed),
    ...kindOf('The ensemble is sure of these, and their labels say otherwise:', sureButWrong),
  ];
}

function kindOf(title: string, samples: readonly NotableSample[]): string[] {
  if (samples.length === 0) return [];
  const areNamed = samples.some(({ name }) => name !== undefined);
  return [
    '',
    title,
    ...renderTable(
      [
        { title: 'test sample', align: 'right' },
        ...(areNamed ? [{ title: 'file' }] : []),
        { title: 'label' },
        { title: 'ensemble' },
        { title: 'sure', align: 'right' },
        { title: 'votes' },
      ],
      samples.map(({ index, name = '', actual, predicted, confidence, votes }) => [
        String(index),
        ...(areNamed ? [name] : []),
        actual,
        predicted,
        formatAccuracy(confidence),
        votes.map(({ class: name, members }) => `${members} ${name}`).join(', '),
      ]),
    ),
  ];
}
