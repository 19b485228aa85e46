export { brokenRules, checkConfig } from './check-config.ts';
export { asDocument, checkRunConfig } from './check-run-config.ts';
export { examineConfigFile, parseConfigFile } from './config-file.ts';
export { combiningWish } from './combining-section.ts';
export * from './document.ts';
export { extendConfig, extensionProblem, type TakenMember } from './extend-config.ts';
export { resolvedGroups, type ResolvedGroup } from './group-documents.ts';
export { isPredictionsFile } from './member-groups.ts';
export { describesNetwork, namedNetwork } from './named-network.ts';
export { MOST_MEMBERS } from './member-groups.ts';
export { ensembleSize, neededMembers } from './needed-members.ts';
export { networkDataOf, type NetworkDataset } from './network-data.ts';
export { refuseMixedCategories } from './mixed-categories.ts';
export { fitToData, type FittedConfig } from './own-data-defaults.ts';
export { printConfig } from './print-config.ts';
export { publishedSchema } from './published-schema.ts';
export { readText } from './read-text.ts';
export {
  resolveConfig,
  type ConfigFlags,
  type PlacedDocument,
  type ResolvedConfig,
} from './resolve-config.ts';
export { CONFIG_RULES } from './rules.ts';
export { makesDataset } from './run-config.ts';
export type { Fitting, Rule } from './rule.ts';
export { DOCUMENT_VERSION, runDocumentSchema, type RunDocument } from './run-document.ts';
export { memberSpecificationSchema } from './member-specification.ts';
export { mostAtOnce, resolveMember, resolveMembers } from './run-member.ts';
export { settingAt, SETTINGS, valueAt, type Setting, type SettingPath } from './settings.ts';
export { settleConfig, type SettledNetworks } from './settle-config.ts';
export { checkTopologySize } from './topology-schema.ts';
