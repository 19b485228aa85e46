import type { DataType } from '../backends/tensorflow/node-backend.ts';
import { node, placeholder, text } from './node-defs.ts';
import type { RecordedStep } from './recorded-step.ts';
import type { NodeDef } from './saved-model.ts';

/** How many iterations may be under way at once (LOOP-2): one uses what another leaves idle of the threads. */
const ITERATIONS_AT_ONCE = 2;

/**
 * The nodes of one loop, as they are added: each method that adds one returns the node's first output. How
 * the nodes make a loop is said where they are put together (loop-graph.ts).
 */
export class LoopWriter {
  readonly name: string;
  readonly nodes: NodeDef[] = [];
  /** The node that runs once in every iteration, before those that wait for it. */
  readonly pivot: string;
  /** The node that runs when an iteration may read variables. */
  readonly readable: string;

  /** @param assigning whether iterations assign to variables */
  constructor(name: string, assigning: boolean) {
    this.name = name;
    this.pivot = `${name}_pivot`;
    this.readable = assigning ? `${name}_readable` : this.pivot;
  }

  add(each: NodeDef): string {
    this.nodes.push(each);
    return `${each.name}:0`;
  }

  /** Adds a node of the body that has no input from it: it waits for the pivot. */
  addAfterPivot(each: NodeDef): string {
    return this.add({ ...each, input: [...(each.input ?? []), `^${this.pivot}`] });
  }

  /** The name of the node that {@link feed} adds. */
  feedName(of: string): string {
    return `${this.name}_feed_${of}`;
  }

  /** Takes a value from whoever runs the loop. */
  feed(of: string, { dtype, shape }: RecordedStep['tensors'][number]): string {
    return this.add(placeholder(this.feedName(of), dtype, shape));
  }

  /**
   * Brings a value into the loop.
   *
   * @param isConstant whether every iteration gets it, not the first alone
   */
  enter(of: string, source: string, dtype: DataType, isConstant = false): string {
    return this.add({
      ...node('Enter', `${this.name}_enter_${of}`, dtype, [source]),
      attr: {
        T: { type: dtype },
        frame_name: text(this.name),
        is_constant: { b: isConstant },
        parallel_iterations: { i: ITERATIONS_AT_ONCE },
      },
    });
  }

  /** Merges what came in with what {@link next} hands on. */
  merge(of: string, dtype: DataType, entered: string): string {
    const input = [entered, `${this.name}_next_${of}:0`];
    const attr = { T: { type: dtype }, N: { i: 2 } };
    return this.add({ name: `${this.name}_merge_${of}`, op: 'Merge', input, attr });
  }

  /** Hands a value on to the next iteration. */
  next(of: string, dtype: DataType, input: readonly string[]): void {
    this.add(node('NextIteration', `${this.name}_next_${of}`, dtype, input));
  }
}
