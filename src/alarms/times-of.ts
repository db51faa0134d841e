/** The same episode, with its times as text. */
export function timesOf<T extends { readonly from: number; readonly raisedAt: number; readonly until: number | null }>(
  episode: T,
) {
  return {
    ...episode,
    from: new Date(episode.from).toISOString(),
    raisedAt: new Date(episode.raisedAt).toISOString(),
    until: episode.until === null ? null : new Date(episode.until).toISOString(),
  };
}
