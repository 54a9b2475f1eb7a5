// Does a strategy file with a mistake say which line to change, and does a good one become what it says?
import { parseStrategy } from '../../domain/ladder/strategy-file'
import { printProblem } from '../../domain/yaml-source'

/** A good file; a test puts another line in place of one of these. */
const good = `strategy: cards
version: '2026.1'
zone: Asia/Shanghai
products: [card]
ladder:
  - id: reminder
    step: reminder
    enter: { daysPastDue: { min: 1, max: 60 } }
    channels: [sms, email]
    template: reminder
    catchUp: { rule: replan }
  - id: calls
    step: call
    enter: { daysPastDue: { min: 10 } }
    task: { deadlineDays: 1, defaultOutcome: noAnswer }
    repeat: { times: 3, everyDays: 2, until: [rightParty] }
  - id: letter
    step: letter
    enter: { daysPastDue: { min: 30 } }
    template: demand-letter
  - id: visit
    step: visit
    enter: { daysPastDue: { min: 60 }, overdueAmount: { min: 300.00 } }
    needs:
      - { kind: delivered, rung: letter }
      - { kind: approval }
    task: { deadlineDays: 7, defaultOutcome: notReported }
  - id: second-visit
    step: secondVisit
    enter: { daysPastDue: { min: 75 } }
    needs:
      - { kind: rung, rung: visit, outcomes: [met, notHome] }
      - { kind: approval }
    task: { deadlineDays: 7, defaultOutcome: notReported }
  - id: agency
    step: outsourcing
    enter: { daysPastDue: { min: 91 } }
    needs:
      - { kind: delivered, rung: letter }
      - { kind: approval }
    task: { deadlineDays: 60, defaultOutcome: expired }
  - id: court
    step: legalReferral
    enter: { daysPastDue: { min: 180 } }
    needs:
      - { kind: delivered, rung: letter }
      - { kind: assessment }
      - { kind: approval }
    task: { deadlineDays: 30, defaultOutcome: noted }
`

function problemsOf(text: string): string[] {
  const reading = parseStrategy(text)
  return reading.ok ? [] : reading.problems.map((problem) => printProblem('cards.yaml', problem))
}

function changed(from: string, to: string): string {
  if (!good.includes(from)) throw new Error(`the good file has no "${from}"`)
  return good.replace(from, to)
}

test('a good file has no problems', () => {
  expect(problemsOf(good)).toEqual([])
})

test('what a file does not say is filled in', () => {
  const reading = parseStrategy(good)
  if (!reading.ok) throw new Error('the good file must be good')
  const { strategy } = reading
  expect(strategy).toMatchObject({
    id: 'cards',
    version: '2026.1',
    zone: 'Asia/Shanghai',
    spreadMinutes: 120,
  })
  expect(strategy.ladder[0]).toEqual({
    id: 'reminder',
    step: 'reminder',
    enter: { daysPastDue: { min: 1, max: 60 } },
    needs: [],
    waitDays: 0,
    gapDays: 0,
    between: { from: '09:00', to: '18:00' },
    repeat: { times: 1, everyDays: 1, until: [] },
    channels: ['sms', 'email'],
    template: 'reminder',
    catchUp: { afterHours: 24, rule: 'replan', replanDays: 1 },
  })
  expect(strategy.ladder[3]?.enter).toEqual({ daysPastDue: { min: 60 }, overdueCents: { min: 30_000 } })
  expect(strategy.ladder[3]?.needs).toEqual([
    { kind: 'delivered', rung: 'letter', reportWithinDays: 15, attempts: 2 },
    { kind: 'approval', deadlineDays: 5, askAgainAfterDays: 14, attempts: 2 },
  ])
})

test.each([
  // What is written, what is there instead, what is said about it.
  [
    'step: call',
    'step: cal',
    'cards.yaml:13:5 ladder[1].step: must be one of reminder, call, letter, visit, secondVisit, outsourcing, legalReferral; did you mean "call"?',
  ],
  ["version: '2026.1'", 'version: 2026.1', 'cards.yaml:2:1 version: must be text; put it in quotes'],
  [
    'zone: Asia/Shanghai',
    'zone: China',
    'cards.yaml:3:1 zone: must be an IANA time zone such as Asia/Shanghai',
  ],
  ['zone: Asia/Shanghai\n', '', 'cards.yaml:1:1 zone: is missing'],
  [
    'min: 1, max: 60',
    'min: 1, maxx: 60',
    'cards.yaml:8:37 ladder[0].enter.daysPastDue.maxx: there is no such setting here',
  ],
  [
    'min: 1, max: 60',
    'min: -1, max: 60',
    'cards.yaml:8:29 ladder[0].enter.daysPastDue.min: must not be negative',
  ],
  [
    'min: 1, max: 60',
    'min: 1.5, max: 60',
    'cards.yaml:8:29 ladder[0].enter.daysPastDue.min: must be a whole number of days',
  ],
  [
    'min: 300.00',
    'min: 300.001',
    'cards.yaml:23:57 ladder[3].enter.overdueAmount.min: has at most two decimals',
  ],
  [
    '    channels: [sms, email]\n',
    '    between: 18:00-09:00\n    channels: [sms, email]\n',
    'cards.yaml:9:5 ladder[0].between: leaves no time within a day',
  ],
  [
    '    channels: [sms, email]\n',
    '    between: 9-18\n    channels: [sms, email]\n',
    'cards.yaml:9:5 ladder[0].between: must be hours such as 09:00-18:00',
  ],
  [
    'min: 1, max: 60',
    'min: 1, max: 0',
    'cards.yaml:8:37 ladder[0].enter.daysPastDue.max: is below min: no debt can meet both',
  ],
  [
    'id: calls',
    'id: reminder',
    'cards.yaml:12:5 ladder[1].id: there is a rung "reminder" below this one already',
  ],
  [
    'daysPastDue: { min: 10 }',
    'daysPastDue: { min: 0 }',
    'cards.yaml:14:29 ladder[1].enter.daysPastDue.min: must not be below 1, where the rung before ("reminder") begins',
  ],
  [
    'delivered, rung: letter',
    'delivered, rung: leter',
    'cards.yaml:25:28 ladder[3].needs[0].rung: there is no rung "leter" below this one; did you mean "letter"?',
  ],
  [
    'delivered, rung: letter',
    'delivered, rung: agency',
    'cards.yaml:25:28 ladder[3].needs[0].rung: there is no rung "agency" below this one',
  ],
  [
    'delivered, rung: letter',
    'delivered, rung: calls',
    'cards.yaml:25:28 ladder[3].needs[0].rung: "calls" is a call: only a letter is delivered',
  ],
  [
    '[met, notHome]',
    '[met, nothome]',
    'cards.yaml:32:52 ladder[4].needs[0].outcomes[1]: a visit cannot end with "nothome", only with met, notHome, refused, moved, unsafe, notReported; did you mean "notHome"?',
  ],
  [
    'defaultOutcome: noAnswer',
    'defaultOutcome: silence',
    'cards.yaml:15:30 ladder[1].task.defaultOutcome: a call cannot end with "silence", only with rightParty, noAnswer, voicemail, busy, wrongNumber, refused, callBack, thirdParty',
  ],
  [
    'until: [rightParty]',
    'until: [reached]',
    'cards.yaml:16:47 ladder[1].repeat.until[0]: a call cannot end with "reached", only with rightParty, noAnswer, voicemail, busy, wrongNumber, refused, callBack, thirdParty',
  ],
  [
    '    task: { deadlineDays: 1, defaultOutcome: noAnswer }\n',
    '',
    'cards.yaml:12:5 ladder[1].task: a call is carried out by a person: say deadlineDays and defaultOutcome',
  ],
  [
    '    template: reminder\n',
    '',
    'cards.yaml:6:5 ladder[0].template: a reminder needs the name of its template',
  ],
  [
    '    channels: [sms, email]\n',
    '',
    'cards.yaml:6:5 ladder[0].channels: a reminder needs its channels, of sms, email, voice',
  ],
  [
    'min: 300.00 } }\n    needs:\n      - { kind: delivered, rung: letter }\n',
    'min: 300.00 } }\n    needs:\n',
    'cards.yaml:24:5 ladder[3].needs: a visit needs a delivered letter',
  ],
  [
    '      - { kind: assessment }\n',
    '',
    'cards.yaml:45:5 ladder[6].needs: a legalReferral needs an assessment',
  ],
  [
    '      - { kind: rung, rung: visit, outcomes: [met, notHome] }\n',
    '',
    'cards.yaml:31:5 ladder[4].needs: a secondVisit needs the rung of a first visit',
  ],
  [
    '    template: demand-letter\n',
    '    template: demand-letter\n    catchUp: { rule: skip }\n',
    'cards.yaml:21:16 ladder[2].catchUp.rule: "visit" needs this rung: it may be sent late or planned anew, not skipped',
  ],
  [
    'ladder:',
    'ladder:\n  - id: first\n    step: outsourcing\n    enter: { daysPastDue: { min: 0 } }\n    task: { deadlineDays: 1, defaultOutcome: expired }',
    'cards.yaml:11:5 ladder[1].step: a ladder does not go back from outsourcing to reminder',
  ],
])('%j written as %j', (from, to, message) => {
  expect(problemsOf(changed(from, to))).toContain(message)
})

test('an approval cannot be left out of any escalation', () => {
  const without = good.replaceAll('      - { kind: approval }\n', '')
  expect(problemsOf(without).map((problem) => problem.replace(/^.*needs: /, ''))).toEqual([
    'a visit needs an approval',
    'a secondVisit needs an approval',
    'an outsourcing needs an approval',
    'a legalReferral needs an approval',
  ])
})

test('a rung for products of another strategy can never be reached', () => {
  const text = changed('daysPastDue: { min: 10 }', 'daysPastDue: { min: 10 }, products: [personalLoan]')
  expect(problemsOf(text)).toEqual([
    'cards.yaml:14:40 ladder[1].enter.products: the strategy is for card only: this rung can never be reached',
  ])
})

test('a doubled key and broken YAML are named by their line', () => {
  expect(problemsOf(changed('    step: call\n', '    step: call\n    step: letter\n'))).toEqual([
    expect.stringMatching(/^cards\.yaml:14:5 Map keys must be unique/),
  ])
  expect(problemsOf('strategy: [')[0]).toMatch(/^cards\.yaml:1:12 /)
})

test('every problem is named at once', () => {
  const text = good.replace('step: call', 'step: cal').replace("'2026.1'", '2026.1')
  expect(problemsOf(text)).toHaveLength(2)
})
