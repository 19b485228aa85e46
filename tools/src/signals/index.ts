export { isTerminalClosed } from './closed-terminal.ts';
export { environmentOfDependent, parentOfDependent } from './dependents.ts';
export { endRequests, exitStatusOf, type EndRequests, type EndSignal } from './end-requests.ts';
