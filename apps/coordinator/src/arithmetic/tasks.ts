import { evaluateEnsemble } from './evaluate-ensemble.ts';
import { findCorrect } from './find-correct.ts';
import { validate } from './validate.ts';

/** Arithmetic on predictions: pure functions of plain data and of files that do not change. */
export const TASKS = { evaluateEnsemble, validate, findCorrect } as const;

export type TaskName = keyof typeof TASKS;
export type TaskInput<Name extends TaskName> = Parameters<(typeof TASKS)[Name]>[0];
export type TaskOutput<Name extends TaskName> = ReturnType<(typeof TASKS)[Name]>;

/** What the thread is asked, and what it answers: messages are cloned, and errors lose their class. */
export interface Question {
  readonly id: number;
  readonly name: TaskName;
  readonly input: TaskInput<TaskName>;
}
export type Answer = { readonly id: number } & (
  | { readonly output: TaskOutput<TaskName> }
  | { readonly problem: { readonly code: string; readonly message: string } }
);
