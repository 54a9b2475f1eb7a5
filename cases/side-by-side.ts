// Works through a list with a bounded number of items at a time; the first failure is thrown when all have stopped.

/** Runs `work` on every item, at most `lanes` at once. */
export async function sideBySide<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  const results = await Promise.allSettled(Array.from({ length: Math.min(lanes, items.length) }, lane))
  const failure = results.find((result) => result.status === 'rejected')
  if (failure) throw failure.reason
}
