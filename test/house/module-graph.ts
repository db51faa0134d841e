import { createRequire } from 'node:module';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';

interface Statement {
  readonly type: string;
  readonly decls?: unknown;
}

interface Visitor {
  visitStatement(statement: Statement): Statement;
  visitVariableDeclarators(declarators: unknown): unknown;
}

// The walker of @swc/core does not know `using` yet, and fails at it; it declares variables as `const` does.
const { Visitor } = createRequire(import.meta.url)('@swc/core/Visitor.js') as { Visitor: { prototype: Visitor } };
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  this.visitVariableDeclarators(statement.decls);
  return statement;
};

/** What the sources of the house import from each other, types as well, and where that breaks a rule. */
export async function moduleGraph(forbidden: IForbiddenRuleType[]): Promise<ICruiseResult> {
  const { output } = await cruise(['src', 'web', 'packages/build', 'harness', 'bench', 'test'], {
    // TypeScript 7 has no parser for tools; without this they find no modules, and everything in order.
    parser: 'swc',
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^web/dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
    validate: true,
    ruleSet: { forbidden },
  });
  if (typeof output === 'string') throw new TypeError(output);
  return output;
}
