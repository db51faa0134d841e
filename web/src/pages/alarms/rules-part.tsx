import { useState } from 'preact/hooks';
import type { Rule } from '../../../../src/client/alarms.ts';
import { ofAlarms } from '../../data/calls.ts';
import { text } from '../../i18n/text.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Empty } from '../../parts/empty.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { SeverityMark } from '../../parts/severity.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { WordsAbout } from '../../parts/words-about.tsx';
import { may } from '../../state/session.ts';
import { draftOf, NEW_RULE, type RuleDraft } from './rule-draft.ts';
import { RuleForm } from './rule-form.tsx';
import { ruleInWords } from './rule-in-words.ts';

/** The rules that raise alarms. */
export function RulesPart() {
  const loaded = useLoaded((signal) => ofAlarms((client) => client.listRules(), signal), []);
  const [draft, setDraft] = useState<RuleDraft | undefined>(undefined);
  const [doomed, setDoomed] = useState<Rule | undefined>(undefined);
  const mayChange = may('admin');
  const begin = mayChange && (
    <button type="button" class="button primary" onClick={() => setDraft(NEW_RULE)}>
      {text('newRule')}
    </button>
  );
  return (
    <>
      {draft !== undefined && (
        <RuleForm
          key={draft.id ?? ''}
          first={draft}
          onDone={(isChanged) => {
            setDraft(undefined);
            if (isChanged) loaded.reload();
          }}
        />
      )}
      <section class="card" aria-label={text('tabRules')}>
        <LoadedView of={loaded}>
          {(rules) =>
            rules.length === 0 ? (
              <Empty title={text('rulesNone')} hint={text('rulesNoneHint')}>
                {draft === undefined && begin}
              </Empty>
            ) : (
              <>
                {draft === undefined && <div class="form-row">{begin}</div>}
                <ul class="rows">
                  {rules.map((rule) => (
                    <li key={rule.id} class="row">
                      <div class="row-text">
                        <p>
                          <SeverityMark of={rule.severity} /> <strong>{<bdi>{rule.name}</bdi>}</strong>{' '}
                          <span class={rule.enabled ? 'badge badge-on' : 'badge'}>
                            {text(rule.enabled ? 'ruleOn' : 'ruleOff')}
                          </span>
                        </p>
                        <p class="muted">{ruleInWords(rule)}</p>
                      </div>
                      {mayChange && (
                        <div class="row-deeds">
                          <button type="button" class="button" onClick={() => setDraft(draftOf(rule))}>
                            <WordsAbout words={text('editRule', { name: '' }).trim()} about={rule.name} />
                          </button>
                          <button type="button" class="button" onClick={() => setDoomed(rule)}>
                            <WordsAbout words={text('deleteIt')} about={rule.name} />
                          </button>
                        </div>
                      )}
                    </li>
                  ))}
                </ul>
              </>
            )
          }
        </LoadedView>
      </section>
      {doomed !== undefined && (
        <ConfirmDialog
          title={text('deleteRule', { name: doomed.name })}
          doIt={text('deleteDo')}
          onClose={() => setDoomed(undefined)}
          onConfirm={async () => {
            await ofAlarms((client) => client.deleteRule(doomed.id));
            loaded.reload();
          }}
        />
      )}
    </>
  );
}
