export { stageProduction, STAGED_PACKAGES, STAGED_PROGRAMS } from './stage-production.ts';
