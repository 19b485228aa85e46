export { ANY_DATASET, checkConfig } from './check-config.ts';
export { checkRunConfig } from './check-run-config.ts';
export { parseConfigFile } from './config-file.ts';
export {
  type Field,
  FIELD_NAMES,
  type FieldName,
  FIELDS,
  flagOf,
  type Settings,
} from './fields.ts';
export { memberSeed } from './member-seed.ts';
export { printConfig } from './print-config.ts';
export { type FlagTexts, resolveConfig, type ResolvedConfig } from './resolve-config.ts';
export { toRunConfig } from './to-run-config.ts';
