export { forkDependent } from './dependent/fork-dependent.ts';
export { isTerminalClosed } from './signals/closed-terminal.ts';
export { environmentOfDependent, parentOfDependent } from './signals/dependents.ts';
export {
  endRequests,
  exitStatusOf,
  type EndRequests,
  type EndSignal,
} from './signals/end-requests.ts';
export { Interruption } from './signals/interruption.ts';
export { toKebabCase } from './to-kebab-case.ts';
