import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Command } from 'commander';
import { makeMcpServer } from '../../api/mcp/make-mcp-server.ts';
import type { CommandContext } from '../command-context.ts';
import { readVersion } from '../read-version.ts';

export function defineMcp(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase mcp --store chdb:./pulsebase-data
  pulsebase mcp --store https://pulsebase.example

Answers a language model over standard input and output, by the Model Context Protocol (MCP): the two queries,
averages, timelines, distributions, quality, users and what the store holds, to read alone. A program that speaks MCP
starts it; in its settings name the command "pulsebase" with the arguments "mcp", "--store" and the store. For a service
the key is that of PULSEBASE_API_KEY. A service answers the same at /mcp.`,
    )
    .action(() => serve(context));
}

async function serve(context: CommandContext): Promise<void> {
  await context.withStore(async (store) => {
    const { stdin, stdout, signal } = context.host;
    const ended = Promise.withResolvers<void>();
    const connection = serveStdio(
      () =>
        makeMcpServer(
          readVersion(),
          (_tool, ask) => ask(store),
          (error) => context.warn(error instanceof Error ? error.message : String(error)),
        ),
      { transport: new StdioServerTransport(stdin, stdout), onerror: (error) => context.warn(error.message) },
    );
    const end = () => ended.resolve();
    stdin.once('end', end).once('close', end);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    await ended.promise;
    await connection.close();
  });
}
