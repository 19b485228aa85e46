export { ANY_DATASET, checkConfig } from './check-config.ts';
export { checkRunConfig } from './check-run-config.ts';
export { parseConfigFile } from './config-file.ts';
export {
  FIELD_NAMES,
  FIELDS,
  flagOf,
  type Field,
  type FieldName,
  type Settings,
} from './fields.ts';
export { memberSeed } from './member-seed.ts';
export { printConfig } from './print-config.ts';
export { resolveConfig, type FlagTexts, type ResolvedConfig } from './resolve-config.ts';
export { toRunConfig } from './to-run-config.ts';
