export { ChorusProcess, type Outcome, runChorus } from '../src/testing/run-chorus.ts';
