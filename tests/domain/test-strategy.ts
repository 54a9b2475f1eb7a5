// A ladder with all seven kinds of step for the tests of the domain: close to strategies/card-standard.yaml, but fixed,
// so that a bank's change of strategy changes no test.
import { usualArrangements } from '../../domain/arrangements/arrangement-terms'
import { readPacksInUse } from '../../platform/rule-packs'
import { loadTerms } from '../../platform/terms'
import type { Rules } from '../../domain/ladder/decide'
import type { Rung, Strategy } from '../../domain/ladder/strategy'

export const zone = 'Asia/Shanghai'

const rungDefaults = {
  needs: [],
  waitDays: 0,
  gapDays: 0,
  between: { from: '09:00', to: '20:00' },
  repeat: { times: 1, everyDays: 1, until: [] },
  catchUp: { afterHours: 24, rule: 'sendLate', replanDays: 1 },
} satisfies Partial<Rung>

const deliveredLetter = { kind: 'delivered', rung: 'letter', reportWithinDays: 15, attempts: 2 } as const
const approval = { kind: 'approval', deadlineDays: 5, askAgainAfterDays: 14, attempts: 2 } as const
const assessment = { kind: 'assessment', deadlineDays: 10, askAgainAfterDays: 60, attempts: 2 } as const

const ladder: Rung[] = [
  {
    ...rungDefaults,
    id: 'reminder',
    step: 'reminder',
    enter: { daysPastDue: { min: 1, max: 60 } },
    channels: ['sms', 'email'],
    template: 'reminder',
    catchUp: { afterHours: 24, rule: 'replan', replanDays: 1 },
  },
  {
    ...rungDefaults,
    id: 'second-reminder',
    step: 'reminder',
    enter: { daysPastDue: { min: 10, max: 60 } },
    waitDays: 5,
    gapDays: 5,
    channels: ['sms', 'email'],
    template: 'reminder',
    catchUp: { afterHours: 24, rule: 'skip', replanDays: 1 },
  },
  {
    ...rungDefaults,
    id: 'calls',
    step: 'call',
    enter: { daysPastDue: { min: 20 } },
    waitDays: 1,
    task: { deadlineDays: 1, defaultOutcome: 'noAnswer' },
    repeat: { times: 3, everyDays: 2, until: ['rightParty', 'refused', 'wrongNumber'] },
  },
  {
    ...rungDefaults,
    id: 'letter',
    step: 'letter',
    enter: { daysPastDue: { min: 30 } },
    waitDays: 3,
    template: 'demand-letter',
    between: { from: '09:00', to: '17:00' },
  },
  {
    ...rungDefaults,
    id: 'small-debt-calls',
    step: 'call',
    enter: { daysPastDue: { min: 45 }, overdueCents: { max: 299_99 } },
    waitDays: 14,
    task: { deadlineDays: 2, defaultOutcome: 'noAnswer' },
    repeat: { times: 2, everyDays: 30, until: ['rightParty', 'refused', 'wrongNumber'] },
  },
  {
    ...rungDefaults,
    id: 'visit',
    step: 'visit',
    enter: { daysPastDue: { min: 60 }, overdueCents: { min: 300_00 } },
    waitDays: 3,
    gapDays: 10,
    needs: [deliveredLetter, approval],
    task: { deadlineDays: 7, defaultOutcome: 'notReported' },
    between: { from: '09:00', to: '18:00' },
  },
  {
    ...rungDefaults,
    id: 'second-visit',
    step: 'secondVisit',
    enter: { daysPastDue: { min: 75 }, overdueCents: { min: 300_00 } },
    waitDays: 14,
    needs: [
      { kind: 'rung', rung: 'visit', outcomes: ['met', 'notHome', 'refused'] },
      { ...approval, attempts: 1 },
    ],
    task: { deadlineDays: 7, defaultOutcome: 'notReported' },
    between: { from: '09:00', to: '18:00' },
  },
  {
    ...rungDefaults,
    id: 'agency',
    step: 'outsourcing',
    enter: { daysPastDue: { min: 91 }, overdueCents: { min: 300_00 } },
    waitDays: 3,
    needs: [deliveredLetter, approval],
    task: { deadlineDays: 60, defaultOutcome: 'expired' },
  },
  {
    ...rungDefaults,
    id: 'court',
    step: 'legalReferral',
    enter: { daysPastDue: { min: 180 }, overdueCents: { min: 1000_00 } },
    waitDays: 3,
    needs: [deliveredLetter, assessment, approval],
    task: { deadlineDays: 30, defaultOutcome: 'noted' },
  },
]

export const testStrategy: Strategy = {
  id: 'test-ladder',
  version: '1',
  zone,
  products: ['card', 'personalLoan'],
  arrangements: usualArrangements,
  // No spreading: the tables say exact times. contact-window.test.ts and the properties spread.
  spreadMinutes: 0,
  ladder,
}

/** CN-TIME-01: lawful from 08:00 up to, not including, 22:00. */
export const testRules: Rules = {
  strategy: testStrategy,
  lawful: [{ id: 'CN-TIME-01', hours: [{ from: '08:00', to: '22:00' }] }],
  packs: readPacksInUse('policies').packs,
  terms: loadTerms('policies'),
}

/** The rules with another ladder, given as rungs that differ from a plain reminder. */
export function rulesWith(rungs: (Partial<Rung> & Pick<Rung, 'id'>)[]): Rules {
  const plain: Omit<Rung, 'id'> = {
    ...rungDefaults,
    step: 'reminder',
    enter: { daysPastDue: { min: 1 } },
    channels: ['sms'],
    template: 'reminder',
  }
  return { ...testRules, strategy: { ...testStrategy, ladder: rungs.map((rung) => ({ ...plain, ...rung })) } }
}

/** The rules with settings of one rung replaced. */
export function rulesBut(rungId: string, change: Partial<Rung>): Rules {
  const changed = ladder.map((rung) => (rung.id === rungId ? { ...rung, ...change } : rung))
  return { ...testRules, strategy: { ...testStrategy, ladder: changed } }
}

export function testRung(id: string): Rung {
  const rung = ladder.find((candidate) => candidate.id === id)
  if (!rung) throw new Error(`the test ladder has no rung ${id}`)
  return rung
}
