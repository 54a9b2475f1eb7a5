// The least that a durable case can be: a workflow that hears one signal and waits on one timer. The yardstick of
// case starts, in a bundle of its own.
import { condition, defineSignal, setHandler } from '@temporalio/workflow'

export async function bareCase(): Promise<void> {
  let isOver = false
  setHandler(defineSignal('wake'), () => undefined)
  setHandler(defineSignal('end'), () => {
    isOver = true
  })
  await condition(() => isOver, '30 days')
}
