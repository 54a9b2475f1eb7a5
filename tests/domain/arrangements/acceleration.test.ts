// Calling the whole debt due: never by itself, always by two people and with proof of arrival, and curable (B12).
import { accelerationsOf } from '../../../domain/arrangements/acceleration'
import { type CommandMoment, commandSchema, judgeCommand } from '../../../domain/commands/commands'
import { factsOf } from '../../../domain/facts'
import { type CaseBuilder, aCase } from '../case-builder'
import { nextAt } from '../journey'
import { accountId, local } from '../log'
import { testRules, zone } from '../test-strategy'
import { tasksBeside } from './asking'

// The bill was due on 1 March: 100 days past due on 9 June.
const old = aCase().at('2026-06-09 10:00')
const ids = { accelerationId: 'a1', clause: 'contract/4711#12.3', ground: 'missedInstalments' }

let numbered = 0

function judge(story: CaseBuilder, fields: object, by = 'operator:lin', moment = '2026-06-09 10:00') {
  numbered += 1
  const command = commandSchema.parse({ ...fields, by, commandId: `c${numbered}` })
  const at: CommandMoment = { accountId, asOf: local(moment), zone, rules: testRules }
  return judgeCommand(story.facts, command, at)
}

function done(story: CaseBuilder, fields: object, by?: string, moment?: string): CaseBuilder {
  const judgement = judge(story, fields, by, moment)
  if (!judgement.ok) throw new Error(judgement.message)
  return story.append(judgement.facts)
}

const propose = { kind: 'proposeAcceleration', ...ids }
const approve = { kind: 'decideAcceleration', accelerationId: 'a1', approved: true }
const serve = {
  kind: 'serveAcceleration',
  accelerationId: 'a1',
  evidence: 'receipt/1',
  deliveredOn: '2026-06-11',
}
const proposed = done(old, propose)
const approved = done(proposed, approve, 'manager:zhou')
const served = done(approved, serve, 'operator:lin', '2026-06-12 10:00')
const statusOf = (story: CaseBuilder) => accelerationsOf(story.facts).map(({ status }) => status)

describe('somebody is asked until it is done', () => {
  const open = (story: CaseBuilder) => tasksBeside(story.settle())

  test('to decide it: the lowest level with the authority, and then the next', () => {
    expect(open(proposed)).toEqual(['acceleration/a1/decision/1 manager until 2026-06-14 18:00'])
    expect(open(proposed.settle().at('2026-06-14 18:00'))).toEqual([
      'acceleration/a1/decision/2 committee until 2026-06-19 18:00',
    ])
  })

  test('to serve its notice, with a warning before the deadline, and to look again when it did not arrive', () => {
    expect(open(approved)).toEqual(['acceleration/a1/notice/1 collector until 2026-06-19 18:00'])
    expect(open(approved.settle().at('2026-06-18 10:00'))).toContain(
      'warning/acceleration/a1/notice/1 teamLead until 2026-06-19 18:00',
    )
    expect(open(approved.settle().at('2026-06-19 18:00'))).toEqual([
      'acceleration/a1/notice/2 teamLead until 2026-06-29 18:00',
    ])
  })

  test('and nobody any more when it is decided, served or given up', () => {
    const asked = [proposed.settle(), approved.settle()] as const
    const refused = done(asked[0], { ...approve, approved: false }, 'manager:zhou')
    expect(open(refused)).toEqual([])
    expect(open(done(asked[1], serve, 'operator:lin', '2026-06-12 10:00'))).toEqual([])
    for (const story of asked)
      expect(open(done(story, { kind: 'withdrawAcceleration', accelerationId: 'a1' }))).toEqual([])
  })

  test('nobody while collection stands still, when neither may be done, and the next level afterwards', () => {
    const held = proposed.settle().hold('h', { reason: 'legal' }).at('2026-07-01 10:00')
    expect(open(held)).toEqual([])
    expect(open(held.lifted('h'))).toEqual(['acceleration/a1/decision/2 committee until 2026-07-06 18:00'])
  })
})

test('the whole debt is due when the days to cure have passed, at that instant', () => {
  // Arrived on the 11th; the fifteen days to cure are the 12th to the 26th, both counted.
  const before = served.at('2026-06-26 23:59').settle()
  expect(statusOf(before)).toEqual(['served'])
  const after = before.at('2026-06-27 00:00').settle()
  expect(statusOf(after)).toEqual(['effective'])
})

test('the case wakes for that instant also when nothing else would wake it', () => {
  const placed = served.at('2026-06-12 11:00').took('agency')
  expect(nextAt(placed, '2026-06-12 11:00')).toBe('wait for task until 2026-06-27 00:00')
})

describe('while collection stands still', () => {
  const held = served.at('2026-06-20 10:00').hold('h', { reason: 'legal' })

  test('the days to cure do not run', () => {
    expect(statusOf(held.at('2026-07-15 00:00').settle())).toEqual(['served'])
    const lifted = held.at('2026-07-20 10:00').lifted('h').settle()
    expect(nextAt(lifted, '2026-07-26 23:59')).toMatch(/2026-07-27 00:00$/)
    expect(statusOf(lifted.at('2026-07-27 00:00').settle())).toEqual(['effective'])
  })
})

test('a plan that is agreed gives it up', () => {
  const instalments = [{ dueOn: '2026-07-01', amountCents: 500_00 }]
  const plan = { kind: 'agreePlan', planId: 'p-1', instalments, evidence: 'call-1' }
  expect(statusOf(done(served, plan, 'operator:lin', '2026-06-20 10:00'))).toEqual(['withdrawn'])
})

describe('what is paid on the last day to cure and comes with the drop of the night after it', () => {
  const effective = served.at('2026-06-27 00:00').settle()
  const valued = (valueOn: string, amountCents = 500_00) =>
    effective
      .at('2026-06-27 03:00')
      .paid(amountCents, { id: 'late', valueOn, postedOn: valueOn })
      .settle()
      .settle()

  test('takes it back', () => {
    expect(statusOf(effective)).toEqual(['effective'])
    expect(statusOf(valued('2026-06-26'))).toEqual(['cured'])
    expect(
      factsOf(valued('2026-06-26').facts, 'accelerationEnded').map(({ payload }) => payload.outcome),
    ).toEqual(['effective', 'cured'])
  })

  test('does not when it is a day late, or a cent short', () => {
    expect(statusOf(valued('2026-06-27'))).toEqual(['effective'])
    expect(statusOf(valued('2026-06-26', 499_99))).toEqual(['effective'])
  })
})

test('on a debt that left the books it ends with the case, and is not cured', () => {
  const sold = served.at('2026-06-20 03:00').exited('sold').closed('exited:sold').settle()
  expect(statusOf(sold)).toEqual(['caseClosed'])
})

test('paying what is overdue ends it', () => {
  const paid = served.at('2026-06-20 10:00').paid(500_00).settle().settle()
  expect(statusOf(paid)).toEqual(['cured'])
})

test('of the amount that the bank last reported, decided within the authority for it', () => {
  expect(proposed.facts.at(-1)?.payload).toMatchObject({ amountCents: 500_00, otherAccountId: null })
  expect(approved.facts.findLast(({ kind }) => kind === 'accelerationDecided')?.payload).toMatchObject({
    level: 'manager',
  })
})

test.each<[code: string, story: CaseBuilder, fields: object, by: string]>([
  ['TOO_EARLY', aCase(), propose, 'operator:lin'],
  ['NO_OPEN_CASE', old.paid(500_00).settle(), propose, 'operator:lin'],
  ['STANDSTILL', old.hold('h', { reason: 'dispute' }), propose, 'operator:lin'],
  ['ACCELERATION_UNDER_WAY', proposed, { ...propose, accelerationId: 'a2' }, 'operator:lin'],
  ['OTHER_ACCOUNT_MISSING', old, { ...propose, ground: 'crossDefault' }, 'operator:lin'],
  ['OTHER_ACCOUNT_MISSING', old, { ...propose, otherAccountId: 'b' }, 'operator:lin'],
  ['UNKNOWN_ACCELERATION', old, approve, 'manager:zhou'],
  ['SAME_PERSON', proposed, approve, 'operator:lin'],
  ['AUTHORITY_EXCEEDED', proposed, approve, 'operator:wu'],
  ['NO_AUTHORITY', proposed, approve, 'agent:team-3'],
  ['ACCELERATION_DECIDED', approved, { ...approve, approved: false }, 'manager:he'],
  ['STANDSTILL', proposed.hold('h', { reason: 'legal' }), approve, 'manager:zhou'],
  [
    'STANDSTILL',
    approved.hold('h', { reason: 'legal' }),
    { ...serve, deliveredOn: '2026-06-09' },
    'operator:lin',
  ],
  ['ACCELERATION_NOT_APPROVED', proposed, serve, 'operator:lin'],
  ['DATE_IN_FUTURE', approved, { ...serve, deliveredOn: '2026-06-13' }, 'operator:lin'],
  [
    'ACCELERATION_OVER',
    served.at('2026-06-28 10:00').settle(),
    { kind: 'withdrawAcceleration', accelerationId: 'a1' },
    'operator:lin',
  ],
])('%s refuses and changes nothing', (code, story, fields, by) => {
  const moment = code === 'TOO_EARLY' ? '2026-05-29 10:00' : '2026-06-09 10:00'
  expect(judge(story, fields, by, moment)).toMatchObject({ ok: false, code })
})

test('what is given up can be proposed again under another id', () => {
  const given = done(proposed, { kind: 'withdrawAcceleration', accelerationId: 'a1' })
  expect(statusOf(done(given, { ...propose, accelerationId: 'a2' }))).toEqual(['withdrawn', 'proposed'])
})

test('SERVED_TOO_EARLY: no notice arrived before it was approved', () => {
  const early = judge(approved, { ...serve, deliveredOn: '2026-06-08' }, 'operator:lin', '2026-06-12 10:00')
  expect(early).toMatchObject({ code: 'SERVED_TOO_EARLY' })
})
