// What a case's workflow is told goes into its history and onto its page in the Web UI, which no purge reaches: nothing of
// it says what befell the person.
import { holdReasons } from '../../domain/protection/hold-facts'
import { causes } from '../../domain/arrangements/documents'
import { decide } from '../../domain/ladder/decide'
import { instructionOf } from '../../domain/ladder/instruction'
import { circumstanceKinds } from '../../domain/protection/circumstance-facts'
import { currentDetails, stepSummary, waitSummary } from '../../workflows/case-story'
import { after } from './arrangements/asking'
import { type CaseBuilder, aCase } from './case-builder'
import { local } from './log'
import { testRules } from './test-strategy'

const lin = 'operator:lin'
const manager = 'manager:wu'
const opened = aCase({ openedOn: '2026-03-05' })
const evidence = [{ kind: 'medical', documentId: 'doc/1' }]
const statement = { adults: 1, children: 0, incomeCents: {}, expenseCents: {}, otherDebtCents: 0 }
const until = local('2026-06-01')

type Telling = [string, string, () => CaseBuilder]
const tellings: Telling[] = [
  ...circumstanceKinds.map((circumstance): Telling => {
    const said = { kind: 'recordCircumstance', circumstanceId: 'c1', circumstance }
    return ['circumstance', circumstance, () => after(opened, '2026-03-06 10:00', lin, said)]
  }),
  ...holdReasons.map((reason): Telling => {
    const said = { kind: 'placeHold', holdId: 'h1', reason, until }
    return ['hold', reason, () => after(opened, '2026-03-06 10:00', 'supervisor:qian', said)]
  }),
  ...testRules.strategy.arrangements.deferral.causes.map((cause): Telling => {
    const proposed = { kind: 'proposeDeferral', deferralId: 'd1', cause, evidence, from: '2026-03-06' }
    const agreed = { kind: 'agreeDeferral', deferralId: 'd1', consent: { kind: 'portal', id: 'doc/9' } }
    const offered = () => after(opened, '2026-03-06 10:00', manager, { ...proposed, until: '2026-05-31' })
    return ['deferral', cause, () => after(offered(), '2026-03-06 11:00', lin, agreed)]
  }),
  ...causes.map((cause): Telling => {
    const applied = { kind: 'applyHardship', applicationId: 'a1', cause, statement }
    return ['application for hardship', cause, () => after(opened, '2026-03-06 10:00', lin, applied)]
  }),
  ...causes.map((cause): Telling => {
    const said = { kind: 'codeConversation', conversationId: 'k1', cause }
    return ['conversation', cause, () => after(opened, '2026-03-06 10:00', lin, said)]
  }),
]

test.each(tellings)('not by a %s: %s', (_, word, tell) => {
  const { facts } = tell()
  for (const moment of ['2026-03-06 12:00', '2026-03-25 10:00']) {
    const instruction = instructionOf(decide(facts, testRules, local(moment)), 1)
    const { next } = instruction
    const summaries =
      next.kind === 'closed' ? [] : [waitSummary(next), ...(next.kind === 'step' ? [stepSummary(next)] : [])]
    // `dispute` and `complaint` are words of the kinds of standstill, too.
    const told = JSON.stringify([
      { ...instruction, standstill: null },
      currentDetails(instruction),
      summaries,
    ])
    expect(told.replaceAll('(dispute)', '')).not.toMatch(new RegExp(`\\b${word}\\b`))
  }
})

test('the tables still say it, for people', () => {
  const said = { kind: 'recordCircumstance', circumstanceId: 'c1', circumstance: 'noCapacity' }
  const { facts } = after(opened, '2026-03-06 10:00', lin, said)
  const decision = decide(facts, testRules, local('2026-03-06 12:00'))
  expect(decision.reasons.at(-1)?.text).toMatch('noCapacity')
  expect(instructionOf(decision, 1).why).toBe('the ladder stands still: circumstance (c1)')
})
