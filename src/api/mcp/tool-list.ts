import type { McpTool } from './mcp-tool.ts';
import { averagesTool } from './tools/averages-tool.ts';
import { distributionTool } from './tools/distribution-tool.ts';
import { listUsersTool } from './tools/list-users-tool.ts';
import { qualityTool } from './tools/quality-tool.ts';
import { queryTopTool } from './tools/query-top-tool.ts';
import { queryUsersTool } from './tools/query-users-tool.ts';
import { storeStatsTool } from './tools/store-stats-tool.ts';
import { timelineTool } from './tools/timeline-tool.ts';

/** All tools, in the order in which they are listed. */
export const MCP_TOOLS: readonly McpTool[] = [
  storeStatsTool,
  listUsersTool,
  queryUsersTool,
  queryTopTool,
  averagesTool,
  timelineTool,
  distributionTool,
  qualityTool,
];
