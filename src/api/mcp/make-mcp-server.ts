import { type CallToolResult, fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { PulsebaseError } from '../../model/pulsebase-error.ts';
import type { McpStore, McpTool, ToolAnswer } from './mcp-tool.ts';
import { MCP_TOOLS } from './tool-list.ts';

const INSTRUCTIONS =
  'Heart-rate readings of people. Heart rates are in beats per minute (bpm), instants are UTC unless a time zone is named. Averages are exact: of all readings in the window, each counted once. Pulsebase is no medical device.';

/** Runs the query of a tool on a store. */
export type AskStore = (tool: McpTool, ask: (store: McpStore) => Promise<ToolAnswer>) => Promise<ToolAnswer>;

/**
 * A server of the Model Context Protocol (https://modelcontextprotocol.io) with all tools, for one connection or one request.
 *
 * @param onFailure Called with what is no fault of the caller; the caller is told only that it happened.
 */
export function makeMcpServer(version: string, askStore: AskStore, onFailure: (error: unknown) => void): McpServer {
  const server = new McpServer(
    { name: 'pulsebase', title: 'Pulsebase', version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  for (const tool of MCP_TOOLS) {
    const { name, title, description, input } = tool;
    server.registerTool(
      name,
      {
        title,
        description,
        inputSchema: fromJsonSchema<object>(input),
        annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      },
      async (given): Promise<CallToolResult> => {
        try {
          const { answer } = await askStore(tool, (store) => tool.run(store, given));
          return { content: [{ type: 'text', text: JSON.stringify(answer) }], structuredContent: answer };
        } catch (error) {
          const isTold = error instanceof PulsebaseError;
          if (!isTold) onFailure(error);
          const text = isTold ? `${error.code}: ${error.message}` : 'INTERNAL: the tool failed; the log has the reason';
          return { content: [{ type: 'text', text }], isError: true };
        }
      },
    );
  }
  return server;
}
