import { useState } from 'preact/hooks';
import { AUDIT_PAGE, type AuditPage, type AuditQuery, auditCsvUrl, loadAudit } from '../../data/audit-calls.ts';
import { loadKeys } from '../../data/key-calls.ts';
import { formatInstant } from '../../format/instants.ts';
import { VIEWER_ZONE, zoneName } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { Empty } from '../../parts/empty.tsx';
import { FailureView } from '../../parts/failure-view.tsx';
import { Icon } from '../../parts/icon.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { useAction } from '../../parts/use-action.ts';
import { useLoaded } from '../../parts/use-loaded.ts';
import { go, query, withQuery } from '../../state/router.ts';
import { AuditForm } from './audit-form.tsx';
import { asksForAll, auditParameters, auditQueryOf } from './audit-query.ts';
import { AuditTable } from './audit-table.tsx';

/** Who did what to whose data; what is asked for is the address. */
export function AuditPart() {
  const auditQuery = auditQueryOf(query.value);
  const address = query.value.toString();
  const [round, setRound] = useState(0);
  const { data: keys = [] } = useLoaded(loadKeys, []);
  return (
    <Card
      title={text('tabAudit')}
      aside={
        <>
          <span class="small muted">{text('zone', { z: zoneName(VIEWER_ZONE, Date.now()) })}</span>
          <button type="button" class="button" onClick={() => setRound(round + 1)}>
            {text('refresh')}
          </button>
          <a class="button" href={auditCsvUrl(auditQuery)} download="audit-log.csv">
            <Icon name="download" />
            {text('downloadCsv')}
          </a>
        </>
      }
    >
      <AuditForm
        auditQuery={auditQuery}
        keys={keys}
        onAsk={(next) => {
          go(withQuery(auditParameters(next)));
          setRound(round + 1);
        }}
      />
      <Entries key={`${address} ${round}`} auditQuery={auditQuery} />
    </Card>
  );
}

/** The newest entries, and older ones when they are asked for. It does not follow what happens: each look is an entry itself. */
function Entries({ auditQuery }: { readonly auditQuery: AuditQuery }) {
  const first = useLoaded((signal) => loadAudit(auditQuery, undefined, signal), []);
  const [older, setOlder] = useState<readonly AuditPage[]>([]);
  const { isBusy, failure, run } = useAction();
  return (
    <LoadedView of={first} height={320}>
      {(page) => {
        const pages = [page, ...older];
        const entries = pages.flatMap((each) => each.entries);
        const { nextCursor } = pages.at(-1)!;
        const searchedBackTo = pages.findLast((each) => each.searchedBackTo !== undefined)?.searchedBackTo;
        const isDone = nextCursor === undefined;
        const goOn = () => run(async () => setOlder([...older, await loadAudit(auditQuery, nextCursor)]));
        return (
          <>
            {!page.ofAllServices && <p class="small muted">{text('auditOwnOnly')}</p>}
            {page.pseudonym !== undefined && !auditQuery.named && (
              <p class="small muted">{text('auditAboutHint', { who: auditQuery.person, pseudonym: page.pseudonym })}</p>
            )}
            {entries.length === 0 && isDone && <NoEntries auditQuery={auditQuery} />}
            {entries.length > 0 && (
              <div class="audit-rows">
                <AuditTable entries={entries} />
              </div>
            )}
            {failure !== undefined && <FailureView failure={failure} retry={() => void goOn()} />}
            <div class="list-end">
              {!isDone && pages.at(-1)!.entries.length < AUDIT_PAGE && searchedBackTo !== undefined && (
                <span class="small muted" role="status">
                  {text('auditSearchedTo', {
                    t: formatInstant(searchedBackTo.getTime(), VIEWER_ZONE, { seconds: true }),
                  })}
                </span>
              )}
              {!isDone && (
                <button type="button" class="button" aria-disabled={isBusy} onClick={() => void goOn()}>
                  {text(pages.at(-1)!.entries.length === 0 ? 'auditFurther' : 'auditOlder')}
                </button>
              )}
              {isDone && entries.length > 0 && <span class="small muted">{text('auditEnd')}</span>}
            </div>
          </>
        );
      }}
    </LoadedView>
  );
}

function NoEntries({ auditQuery }: { readonly auditQuery: AuditQuery }) {
  return asksForAll(auditQuery) ? (
    <Empty title={text('auditNone')} hint={text('auditNoneHint')} />
  ) : (
    <Empty title={text('auditNoneFound')} hint={text('auditNoneFoundHint')} />
  );
}
