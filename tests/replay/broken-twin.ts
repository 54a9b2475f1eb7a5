// A case with one change that running cases cannot bear: it begins a timer of its own beside the others. The replay of
// recorded histories must fail for it; were it to pass, replay would prove nothing. (A wait before the beginning would
// pass: it would take the place of the case's own first timer.)
import { sleep } from '@temporalio/workflow'
import { collectionCase as unbroken } from '../../workflows/collection-case'

export async function collectionCase(...args: Parameters<typeof unbroken>): ReturnType<typeof unbroken> {
  void sleep('1 second')
  return unbroken(...args)
}
