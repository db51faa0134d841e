interface Properties {
  readonly words: string;
  readonly about: string;
}

/** What a button says, and, for who hears one button after the other, about which of many. */
export function WordsAbout({ words, about }: Properties) {
  return (
    <>
      {words}
      <span class="unseen"> {about}</span>
    </>
  );
}
