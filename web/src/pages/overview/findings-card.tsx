import type { Findings } from '../../data/service-calls.ts';
import { formatRecent } from '../../format/instants.ts';
import { VIEWER_ZONE } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import type { Loaded } from '../../parts/use-loaded.ts';

type Finding = Findings['findings'][number];

/** Told apart by more than the colour. */
const MARKS = { fault: ['severity-high', '▲'], warning: ['severity-medium', '◆'] } as const;
const GRADES = ['fault', 'warning'] as const;

/** Whether answers or data are in danger. */
export function hasFault(known: Findings | undefined): boolean {
  return known?.findings.some(({ grade }) => grade === 'fault') === true;
}

/** What is wrong with the service and its store, or will be, and what to do about it. */
export function FindingsCard({ of }: { readonly of: Loaded<Findings | undefined> }) {
  return (
    <Card
      title={text('findings')}
      aside={
        of.data !== undefined && (
          <span class="small muted">{text('asOf', { t: formatRecent(of.data.asOf.getTime(), VIEWER_ZONE) })}</span>
        )
      }
    >
      <LoadedView of={of} height={48}>
        {(known) => <FindingList findings={known?.findings ?? []} />}
      </LoadedView>
    </Card>
  );
}

function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  const amiss = GRADES.flatMap((grade) =>
    findings.filter((finding) => finding.grade === grade).map((finding) => ({ ...finding, grade })),
  );
  if (amiss.length === 0) {
    return (
      <p class="verdict">
        <Icon name="check" />
        {text('findingsNone', { n: findings.length })}
      </p>
    );
  }
  return (
    <ul class="findings">
      {amiss.map(({ grade, subject, message, advice }) => (
        <li key={`${subject} ${message}`}>
          <span class={`severity ${MARKS[grade][0]}`}>
            <span aria-hidden="true">{MARKS[grade][1]}</span>
            {text(`grade_${grade}`)}
          </span>
          {/* The service says it in English. */}
          <div lang="en">
            <p>{message}</p>
            {advice !== undefined && <p class="small muted">{advice}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
