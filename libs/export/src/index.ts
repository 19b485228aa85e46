export { exportRun, type Exported, type ExportOptions } from './export-run.ts';
export { FORMAT_NAMES, type FormatName, FORMATS, traitsOf } from './formats.ts';
