import { useEffect } from 'preact/hooks';
import { loadSession } from './data/session-calls.ts';
import { text } from './i18n/text.ts';
import { FailureView } from './parts/failure-view.tsx';
import { Notices } from './parts/notice.tsx';
import { useLoaded } from './parts/use-loaded.ts';
import { ConnectionBanner } from './shell/connection-banner.tsx';
import { Header } from './shell/header.tsx';
import { keepFocus } from './shell/keep-focus.ts';
import { PageOf } from './shell/page-of.tsx';
import { SignIn } from './shell/sign-in.tsx';
import { session } from './state/session.ts';

/** The whole dashboard. */
export function App() {
  const { failure, reload } = useLoaded(loadSession, []);
  const known = session.value;
  useEffect(keepFocus, []);
  useEffect(() => {
    if (known === undefined) document.title = 'Pulsebase';
  }, [known]);
  if (known === undefined) {
    return <main class="alone">{failure !== undefined && <FailureView failure={failure} retry={reload} />}</main>;
  }
  if (!known.isSignedIn) {
    return (
      <>
        <ConnectionBanner />
        <SignIn />
      </>
    );
  }
  return (
    <>
      <a class="skip" href="#content">
        {text('skip')}
      </a>
      <Header />
      <ConnectionBanner />
      <main id="content" tabIndex={-1}>
        <PageOf />
      </main>
      <Notices />
    </>
  );
}
