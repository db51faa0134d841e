import { useState } from 'preact/hooks';
import { type ApiKey, createKey, loadKeys, revokeKey } from '../../data/key-calls.ts';
import { formatInstant } from '../../format/instants.ts';
import { VIEWER_ZONE } from '../../format/zones.ts';
import { text } from '../../i18n/text.ts';
import { Card } from '../../parts/card.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { LoadedView } from '../../parts/loaded-view.tsx';
import { SecretDialog } from '../../parts/secret-dialog.tsx';
import { useLoaded } from '../../parts/use-loaded.ts';
import { WordsAbout } from '../../parts/words-about.tsx';
import { KeyForm } from './key-form.tsx';

/** API keys: who may use the service, and for what. */
export function KeysPart() {
  const loaded = useLoaded(loadKeys, []);
  const [secret, setSecret] = useState<string | undefined>(undefined);
  const [doomed, setDoomed] = useState<ApiKey | undefined>(undefined);
  return (
    <>
      <Card title={text('newKey')}>
        <KeyForm
          onMake={async (name, scopes) => {
            setSecret(await createKey(name, scopes));
            loaded.reload();
          }}
        />
      </Card>
      <Card title={text('tabKeys')} aside={<span class="small muted">{text('keysHint')}</span>}>
        <LoadedView of={loaded}>
          {(keys) => (
            <DataTable
              caption={text('tabKeys')}
              rows={keys}
              keyOf={({ id }) => id}
              columns={[
                { name: 'name', title: text('keyName'), cell: ({ name }) => <bdi>{name}</bdi> },
                { name: 'id', title: 'Id', cell: ({ id }) => <code>{id}</code> },
                { name: 'scopes', title: text('keyScopes'), cell: ({ scopes }) => scopes.join(', ') },
                {
                  ...{ name: 'made', title: text('keyMade') },
                  cell: ({ createdAt }) => formatInstant(createdAt.getTime(), VIEWER_ZONE),
                },
                {
                  ...{ name: 'state', title: text('webhookState') },
                  cell: (key) =>
                    key.revokedAt === null ? (
                      <button type="button" class="button small-button" onClick={() => setDoomed(key)}>
                        <WordsAbout words={text('revoke')} about={key.name} />
                      </button>
                    ) : (
                      <span class="muted">
                        {text('keyRevoked', { t: formatInstant(key.revokedAt.getTime(), VIEWER_ZONE) })}
                      </span>
                    ),
                },
              ]}
            />
          )}
        </LoadedView>
      </Card>
      {secret !== undefined && (
        <SecretDialog title={text('newKey')} secret={secret} onClose={() => setSecret(undefined)} />
      )}
      {doomed !== undefined && (
        <ConfirmDialog
          title={text('revokeTitle', { name: doomed.name })}
          doIt={text('revokeDo')}
          onClose={() => setDoomed(undefined)}
          onConfirm={async () => {
            await revokeKey(doomed.id);
            loaded.reload();
          }}
        >
          <p>{text('revokeWhat')}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
