export { joined, submitted } from './scripted-events.ts';
export { ScriptedScheduler } from './scripted-scheduler.ts';
