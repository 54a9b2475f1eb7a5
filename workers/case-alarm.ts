// What the operators are told when the software fails on a case: an error in the log, with ids, codes and the place in the
// code. The text of a fault may hold a value, so it stays out.
import type { CaseAlarm } from '../activities/evaluate'
import type { Logger } from '../platform/logger'
import { faultCodeOf } from '../platform/passing-faults'

/** Enough of a stack to find the place. */
const linesOfStack = 8

export function alarmInLog(logger: Logger): (alarm: CaseAlarm) => void {
  return ({ error, ...of }) => {
    const stack = error instanceof Error ? (error.stack ?? '') : ''
    const where = stack.split('\n').filter((line) => /^\s+at /.test(line))
    logger.error({ ...of, code: faultCodeOf(error), where: where.slice(0, linesOfStack) }, 'a case is stuck')
  }
}
