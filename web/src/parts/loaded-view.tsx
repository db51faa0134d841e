import type { ComponentChildren } from 'preact';
import { text } from '../i18n/text.ts';
import { FailureView } from './failure-view.tsx';
import type { Loaded } from './use-loaded.ts';

interface Properties<T> {
  readonly of: Loaded<T>;
  /** How high the place is that is kept while nothing is known, in pixels. */
  readonly height?: number;
  readonly children: (data: T) => ComponentChildren;
}

/** What was loaded; or that it is being loaded, or why it was not. What is known stays while newer is on its way. */
export function LoadedView<T>({ of, height = 120, children }: Properties<T>) {
  const { data, failure, isSlow, isLoading, reload } = of;
  if (failure !== undefined && (data === undefined || !isLoading)) {
    return (
      <>
        <FailureView failure={failure} retry={reload} />
        {data !== undefined && children(data)}
      </>
    );
  }
  if (data === undefined) {
    // The keys keep the two apart: the same element with other content would count as one that has moved.
    return (
      <div key="place" class={isSlow ? 'skeleton' : ''} style={{ minHeight: `${height}px` }} aria-busy="true">
        {isSlow && <span class="unseen">{text('loading')}</span>}
      </div>
    );
  }
  return (
    <div key="loaded" class="loaded" aria-busy={isLoading}>
      {children(data)}
    </div>
  );
}
