import type { Finding } from '../sources/raw-dataset.ts';

/** The texts of findings: all that warn, and all others. */
export function textsOf(findings: readonly Finding[]): { warnings: string[]; notes: string[] } {
  const warns = ({ kind }: Finding): boolean => kind === 'warning';
  return {
    warnings: findings.filter(warns).map(({ text }) => text),
    notes: findings.filter((finding) => !warns(finding)).map(({ text }) => text),
  };
}
