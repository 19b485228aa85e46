export { ask, coordinatorAnswers } from './ask.ts';
export { chosenContext, CONTEXT_VARIABLE, contextInUse } from './context-in-use.ts';
export { credentialsAt } from './dial.ts';
export { fetchReport } from './fetch-report.ts';
export { fetchRunFiles } from './fetch-run-files.ts';
export { followRun, type FollowOptions } from './follow-run.ts';
export { listAllRuns, listAllWorkers } from './list-all.ts';
export { submitRun } from './submit-run.ts';
