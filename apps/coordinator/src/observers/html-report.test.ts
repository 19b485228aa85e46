import { RunFolder } from '@chorus/run-files';
import type { DatasetFinding, RunRecord } from '@chorus/run-view';
import { sampleEvents, sampleFacts, submitted, viewOf } from '@chorus/run-view/testing';
import { cancelled } from '@chorus/run-view/testing';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleConfig } from '@chorus/run-config/testing';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { htmlReports } from './html-report.ts';

let runsDir: string;
let folder: RunFolder;
const warnings: string[] = [];

beforeEach(() => {
  runsDir = mkdtempSync(join(tmpdir(), 'chorus-html-'));
  onTestFinished(() => rmSync(runsDir, { recursive: true }));
  folder = new RunFolder(runsDir, '20260102-030405-abcd');
  warnings.length = 0;
});

/** Ends a run of this dataset. @returns the text of its report, and what is in it */
function reportOf(findings: readonly DatasetFinding[]): { text: string; record: RunRecord } {
  const facts = sampleFacts({ findings: [...findings], preparation: { size: [28, 28] } });
  folder.create(sampleConfig(), [{ seed: 1 }, { seed: 2 }], { labels: new Int32Array(1), facts });
  return end();
}

function end(): { text: string; record: RunRecord } {
  const events = sampleEvents(submitted(), cancelled());
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  writeFileSync(folder.eventsPath, lines);
  const reports = htmlReports(runsDir, '<i>%RUN%</i>', (text) => warnings.push(text));
  reports.happened!(events.at(-1)!, viewOf(submitted(), cancelled()));
  expect(warnings).toEqual([]);
  const text = readFileSync(folder.htmlReportPath, 'utf8');
  return { text, record: JSON.parse(text.slice(3, -4)) as RunRecord };
}

test('the report tells what was found in the data, however a name is spelt', () => {
  const finding = { kind: 'left-out', text: 'The file "</script><b>.png" is no image.' } as const;
  const { text, record } = reportOf([finding]);
  expect(record.dataset).toEqual(sampleFacts({ findings: [finding] }));
  expect(record.moreFindings).toBe(0);
  expect(text).not.toContain('</script>');
});

test('of many findings it has the first twenty, and counts the rest', () => {
  const findings = Array.from({ length: 50 }, (_, index) => {
    return { kind: 'warning', text: `the file ${index} is black` } as const;
  });
  const { record } = reportOf(findings);
  expect(record.dataset!.findings).toEqual(findings.slice(0, 20));
  expect(record.moreFindings).toBe(30);
});

test('a run of a version that did not keep what its dataset says has a report, too', () => {
  reportOf([]);
  rmSync(folder.datasetPath);
  expect(end().record).toMatchObject({ dataset: null, moreFindings: 0 });
});
