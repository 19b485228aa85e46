import type { RunRecord } from '@chorus/run-view';
import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import '../style.css';
import '../print.css';
import { ReportPage } from './report-page.tsx';

const record = JSON.parse(document.getElementById('run')!.textContent) as RunRecord;
render(<ReportPage record={record} />, document.getElementById('page')!);
