import type { PointResult } from './torment.ts';
import { rowOf, sentenceOf, type TortureRun } from './torture-run.ts';

export const TORTURE_HEADER = `# Torture: what kill -9 leaves behind

Written by \`npm run torture -- --report docs/torture.md\` (\`test/faults/\`). A process works with an embedded store and
says what is acknowledged. It is killed with SIGKILL at a named moment of what it does. The next process opens the store
and checks it against a reference made of what was acknowledged:

- everything acknowledged is there; of what was under way all or nothing (of a batch over several months: whole months;
  of a load: its first blocks);
- nothing that was deleted is there;
- \`verify\` finds every roll-up equal to its readings, and no damaged part;
- both queries answer what the reference answers, from every level and with cut ends;
- closing and opening the store again changes nothing (after the first kill, then after every fifth);
- what was under way is sent again, and then all of it is there. The same store goes on to the next kill, for five of
  them.

"Lost" are readings and users that had to be there, "returned" those that must not be, "failed" all other differences (a
roll-up, an answer, a warning, an error).
`;

export function tortureReport(results: readonly PointResult[], run: TortureRun): string {
  const sum = (value: (result: PointResult) => number) => results.reduce((total, result) => total + value(result), 0);
  const counts = (result: PointResult) => [
    ...[result.kills, result.checks, result.lost, result.returned],
    result.failures.length,
  ];
  const total = [0, 1, 2, 3, 4].map((at) => sum((result) => counts(result)[at]!));
  return `${TORTURE_HEADER}
${sentenceOf(run)}

${rowOf(['while', 'killed', 'kills', 'stores checked', 'lost', 'returned', 'failed'])}
| --- | --- | ---: | ---: | ---: | ---: | ---: |
${results.map((result) => rowOf([result.during, result.moment, ...counts(result)])).join('\n')}
${rowOf(['**all**', '', ...total.map((count) => `**${count}**`)])}
`;
}
