// Nothing is agreed with the dead, with those without capacity or while data is restricted, by none of the ways to agree; who
// acts for the customer by a paper signs instead, and that is on record.
import { factsOf } from '../../../domain/facts'
import { aCase } from '../case-builder'
import { after, judged } from './asking'

const by = 'manager:zhou'
const opened = aCase({ openedOn: '2026-03-05' })
type Wish = { kind: string } & Record<string, unknown>

const circumstance = (kind: string): Wish => ({
  kind: 'recordCircumstance',
  circumstanceId: 'd',
  circumstance: kind,
})
const states: [state: string, wish: Wish, signs: string | null][] = [
  ['deceased', circumstance('deceased'), 'heir'],
  ['without capacity', circumstance('noCapacity'), 'guardian'],
  ['a minor', circumstance('minor'), 'guardian'],
  ['in doubt of understanding', circumstance('capacityDoubt'), 'guardian'],
  ['bankrupt', circumstance('bankrupt'), 'administrator'],
  ['held as deceased', { kind: 'placeHold', holdId: 'h', reason: 'deceased' }, 'executor'],
  ['held as bankrupt', { kind: 'placeHold', holdId: 'h', reason: 'bankruptcy' }, 'administrator'],
  ['restricted', { kind: 'restrictData', restrictionId: 'r', reason: 'request' }, null],
]

const promise = { kind: 'makePromise', promiseId: 'p', amountCents: 100_00, dueOn: '2026-03-12' }
const plan = {
  ...{ kind: 'agreePlan', planId: 'l', toleranceCents: 0, graceDays: 3, evidence: 'e' },
  instalments: [{ dueOn: '2026-03-20', amountCents: 500_00 }],
}
const consent = { kind: 'recordedCall', id: 'e' }
const ways: Wish[] = [
  promise,
  plan,
  { kind: 'agreeDeferral', deferralId: 'f', consent },
  { kind: 'agreeHardship', agreementId: 'a', from: '2026-03-08', until: '2026-05-08', evidence: 'e' },
  { kind: 'agreeRelief', reliefId: 'w', consent },
  { kind: 'recordProposal', proposalId: 'o', wish: 'promise', channel: 'branch' },
]
const named = (relatedId: string, role: string): Wish => ({
  ...{ kind: 'nameRelated', relatedId, role },
  evidence: { kind: role === 'guardian' ? 'guardianAppointment' : 'courtDecision', id: 'doc' },
})

describe.each(states)('a customer who is %s', (_, wish, signs) => {
  const story = after(opened, '2026-03-06 10:00', by, wish)

  test.each(ways)('agrees to nothing: $kind', (way) => {
    expect(judged(story, '2026-03-07 10:00', by, way)).toMatchObject({ ok: false, code: 'CANNOT_AGREE' })
  })

  test(`${signs ?? 'nobody'} signs instead`, () => {
    const roles = ['executor', 'administrator', 'heir', 'guardian', 'representative']
    const withAll = roles.reduce(
      (told, role) => after(told, '2026-03-06 11:00', `${by}-${role}`, named(role, role)),
      story,
    )
    const may = roles.filter(
      (signedBy) => judged(withAll, '2026-03-07 10:00', by, { ...promise, signedBy }).ok,
    )
    if (signs === null) expect(may).toEqual([])
    else expect(may).toContain(signs)
    expect(may).not.toContain('representative')
    expect(judged(withAll, '2026-03-07 10:00', by, promise)).toMatchObject({ code: 'CANNOT_AGREE' })
  })
})

test('who signed is on record, once, and nobody signs who was not named', () => {
  const heir = after(
    after(opened, '2026-03-06 10:00', by, circumstance('deceased')),
    '2026-03-06 11:00',
    by,
    named('x', 'heir'),
  )
  const signed = after(heir, '2026-03-07 10:00', by, { ...plan, signedBy: 'x' })
  expect(factsOf(signed.facts, 'signedForCustomer').map(({ payload }) => payload)).toEqual([
    { agreed: 'plan/l', relatedId: 'x' },
  ])
  expect(judged(signed, '2026-03-07 10:00', by, { ...plan, signedBy: 'x' })).toEqual({ ok: true, facts: [] })
  expect(judged(opened, '2026-03-07 10:00', by, { ...plan, signedBy: 'y' })).toMatchObject({
    code: 'UNKNOWN_SIGNER',
  })
})

test('an heir who has renounced signs nothing', () => {
  const dead = after(opened, '2026-03-06 10:00', by, circumstance('deceased'))
  const heir = after(dead, '2026-03-06 11:00', by, named('x', 'heir'))
  const renounced = after(heir, '2026-03-06 12:00', by, {
    ...{ kind: 'stateHeir', relatedId: 'x', inheritedCents: 0, renounced: true },
    evidence: { kind: 'renunciation', id: 'doc' },
  })
  expect(judged(renounced, '2026-03-07 10:00', by, { ...promise, signedBy: 'x' })).toMatchObject({
    code: 'CANNOT_AGREE',
  })
})

test('who needs care agrees like everybody else, and so does the customer when the state is over', () => {
  const ill = after(opened, '2026-03-06 10:00', by, circumstance('seriouslyIll'))
  expect(judged(ill, '2026-03-07 10:00', by, promise).ok).toBe(true)
  const doubt = { ...circumstance('capacityDoubt'), until: Date.parse('2026-03-07T00:00:00+08:00') }
  expect(judged(after(opened, '2026-03-06 10:00', by, doubt), '2026-03-07 10:00', by, promise).ok).toBe(true)
})
