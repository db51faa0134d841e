/** A block of code in a document. */
export interface Block {
  /** What follows the opening fence, such as `sh`; empty where nothing does. */
  readonly language: string;
  readonly text: string;
  /** Why it is not run, where a comment above it says so. */
  readonly notRun: string | undefined;
}

/** The blocks of code of a Markdown document, in order. */
export function readBlocks(markdown: string): Block[] {
  const found = markdown.matchAll(/(?:^<!-- not run: (.*?) -->\n)?^```(\w*)\n(.*?)^```$/gms);
  return [...found].map(([, notRun, language, text]) => ({ language: language!, text: text!, notRun }));
}
