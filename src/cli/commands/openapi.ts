import type { Command } from 'commander';
import { openApiText } from '../../api/docs/open-api-text.ts';
import type { CommandContext } from '../command-context.ts';

export function defineOpenapi(command: Command, context: CommandContext): void {
  command
    .addHelpText(
      'after',
      `
Examples:
  pulsebase openapi > openapi.json

OpenAPI 3.1, made from the schemas that the service checks requests by. A running service gives it at /openapi.json.`,
    )
    .action(async () => {
      await context.out.write(await openApiText());
    });
}
