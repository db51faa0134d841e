import type uPlot from 'uplot';
import { rounded } from '../../chart/moves.ts';
import type { Window } from '../../data/people-calls.ts';
import { serviceLink } from '../../data/service-link.ts';
import { text } from '../../i18n/text.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { download } from '../../parts/download.ts';
import { Icon } from '../../parts/icon.tsx';

interface Properties {
  readonly userId: number;
  readonly view: Window;
  readonly plot: () => uPlot | undefined;
  readonly isTable: boolean;
}

/** The readings in view as a file, the chart as a picture, and the view as a link. */
export function TimelineExports({ userId, view, plot, isTable }: Properties) {
  const savePicture = () =>
    plot()?.ctx.canvas.toBlob((picture) => {
      if (picture !== null) download(`heart-rate-${userId}.png`, picture);
    });
  return (
    <div class="exports">
      <a class="button" href={csvOf(userId, view)} download={`readings-${userId}.csv`}>
        <Icon name="download" />
        {text('downloadCsv')}
      </a>
      {!isTable && (
        <button type="button" class="button" onClick={savePicture}>
          <Icon name="download" />
          {text('picture')}
        </button>
      )}
      <CopyButton words={text('copyLink')} content={() => location.href} />
    </div>
  );
}

/** The readings of a view, which the browser writes to disk as they come: there may be millions. */
function csvOf(userId: number, view: Window): string {
  const { from, to } = rounded(view);
  const ends = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  return serviceLink('v1/export', { format: 'csv', userIds: userId, ...ends });
}
