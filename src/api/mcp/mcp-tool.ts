import type { Static, TSchema } from 'typebox';
import type { Store } from '../../store/store.ts';

/** The part of a store that tools read. */
export type McpStore = Pick<
  Store,
  | 'queryUsers'
  | 'queryTop'
  | 'averages'
  | 'timeline'
  | 'distribution'
  | 'quality'
  | 'identifyUsers'
  | 'listUsers'
  | 'stats'
>;

/** What a tool answers. */
export interface ToolAnswer {
  /** A small object that names its units and its window. */
  readonly answer: { readonly [name: string]: unknown };
  /** Whose data is in it, for the audit log; left out where it is nobody's. */
  readonly users?: readonly number[] | 'all';
}

/** A query that a language model may run. It changes nothing. Adding one is a file and a line in the list. */
export interface McpTool<Input extends TSchema = TSchema> {
  readonly name: string;
  /** What it is called for people. */
  readonly title: string;
  /** What it answers, in which units, and what its arguments mean: all that the model knows of it. */
  readonly description: string;
  readonly input: Input;
  /** @throws PulsebaseError as the store; the model is told, and may ask again. */
  run(store: McpStore, input: Static<Input>): Promise<ToolAnswer>;
}

/** A tool whose arguments are typed by its schema. */
export function mcpTool<Input extends TSchema>(tool: McpTool<Input>): McpTool {
  return tool as unknown as McpTool;
}
