import type { Failure } from '../data/failure.ts';
import { text } from '../i18n/text.ts';

interface Properties {
  readonly failure: Failure;
  readonly retry?: () => void;
  /** What failed, when it was not a load. */
  readonly title?: string;
}

/** Why something failed, in the words of the service, and a way to try again. */
export function FailureView({ failure: { detail, requestId }, retry, title }: Properties) {
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{title ?? text('couldNotLoad')}</strong>
      </p>
      <p>
        <bdi>{detail}</bdi>
      </p>
      {requestId !== undefined && <p class="small muted">{text('requestId', { id: requestId })}</p>}
      {retry !== undefined && (
        <button type="button" class="button" onClick={retry}>
          {text('tryAgain')}
        </button>
      )}
    </div>
  );
}
