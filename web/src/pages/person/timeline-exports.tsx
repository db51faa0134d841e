import type uPlot from 'uplot';
import { rounded } from '../../chart/moves.ts';
import { loadReadings, type Window } from '../../data/people-calls.ts';
import { text } from '../../i18n/text.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { csvLine } from '../../parts/csv-line.ts';
import { download } from '../../parts/download.ts';
import { FailureView } from '../../parts/failure-view.tsx';
import { Icon } from '../../parts/icon.tsx';
import { useAction } from '../../parts/use-action.ts';

interface Properties {
  readonly userId: number;
  readonly view: Window;
  readonly plot: () => uPlot | undefined;
  readonly isTable: boolean;
}

/** The readings in view as a file, the chart as a picture, and the view as a link. */
export function TimelineExports({ userId, view, plot, isTable }: Properties) {
  const { isBusy, failure, run } = useAction();
  const saveReadings = () =>
    run(async () => {
      const readings = await loadReadings(userId, rounded(view));
      const lines = readings.map(({ timestamp, heartRate }) => csvLine([userId, timestamp, heartRate]));
      download(`readings-${userId}.csv`, csvLine(['user_id', 'timestamp', 'heart_rate']) + lines.join(''));
    });
  const savePicture = () =>
    plot()?.ctx.canvas.toBlob((picture) => {
      if (picture !== null) download(`heart-rate-${userId}.png`, picture);
    });
  return (
    <div class="exports">
      {failure !== undefined && <FailureView failure={failure} title={text('couldNotDo')} />}
      <button type="button" class="button" disabled={isBusy} onClick={() => void saveReadings()}>
        <Icon name="download" />
        {text('downloadCsv')}
      </button>
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
