// The audit reads every fact that it rests on, whatever of today's words it carries: one that it cannot read would leave
// the bank without any report.
import { kinds } from '../../audit/evidence'
import type { FactKind, FactPayloads, WishTopic } from '../../domain/facts'
import { holdReasons } from '../../domain/protection/hold-facts'
import { circumstanceEffects, circumstanceKinds } from '../../domain/protection/circumstance-facts'
import { disputeGrounds, disputeOutcomes } from '../../domain/protection/dispute-facts'
import { representationVerdicts } from '../../domain/protection/representation-facts'
import { restrictionReasons } from '../../domain/privacy/restriction-facts'
import { type TestDatabase, freshDatabase } from '../support/database'
import { type Plant, breachesOf, moment } from './plant'

const at = '2026-03-01 10:00'
const from = moment(at)
const topics = Object.keys({
  consentToHours: true,
  consentToFrequency: true,
  consentToDisclosure: true,
  inconvenientHours: true,
} satisfies Record<WishTopic, true>) as WishTopic[]

const nothing = { principal: 0, interest: 0, fees: 0 }

/** Of each kind a payload with only what it must have, and one for each of its words. */
const samples: { [K in FactKind]?: FactPayloads[K][] } = {
  episodeOpened: [{ episode: 1, because: 'reDelinquency', strategyId: 's', strategyVersion: '1' }],
  episodeReopened: [{ episode: 1 }],
  episodeClosed: [{ episode: 1, reason: 'exited:sold' }],
  positionReported: [
    {
      ...{ businessDate: '2026-03-01', customerId: 'C', product: 'card', currency: 'CNY' },
      ...{ riskSegment: 'low', graceDays: 0, toleranceCents: 0, balanceCents: 0, bills: [] },
    },
  ],
  accountMissing: [{ businessDate: '2026-03-01' }],
  accountFound: [{ businessDate: '2026-03-02' }],
  paymentPosted: [{ paymentId: 'p', amountCents: 1, valueOn: '2026-03-01', postedOn: '2026-03-01' }],
  paymentReversed: [
    {
      ...{ paymentId: 'r', reversesPaymentId: 'p', amountCents: 1 },
      ...{ valueOn: '2026-03-01', postedOn: '2026-03-01' },
    },
  ],
  paymentVoided: [{ paymentId: 'p' }],
  planAgreed: [{ planId: 'l', instalments: [], toleranceCents: 0, graceDays: 0, evidence: 'e' }],
  planEnded: [{ planId: 'l', outcome: 'settled', on: '2026-03-01' }],
  planReopened: [{ planId: 'l', on: '2026-03-01' }],
  hardshipAgreed: [{ agreementId: 'h', from: '2026-03-01', until: '2026-03-02', evidence: 'e' }],
  hardshipEnded: [{ agreementId: 'h', on: '2026-03-01', reason: 'cancelled' }],
  holdPlaced: holdReasons.map((reason) => ({ holdId: reason, reason, from })),
  holdExtended: [{ holdId: 'legal' }],
  holdLifted: holdReasons.map((holdId) => ({ holdId, at: from })),
  disputeRaised: disputeGrounds.map((ground) => ({
    ...{ disputeId: ground, ground, bills: [], channel: 'letter' as const, raisedOn: '2026-03-01', from },
    ...{ answerBy: '2026-03-20', targetOn: '2026-03-20' },
  })),
  disputeAnswered: disputeOutcomes.map((outcome) => ({
    ...{ disputeId: 'amount', at: from, outcome, document: 'd', corrections: [] },
  })),
  disputeWithdrawn: disputeGrounds.map((disputeId) => ({ disputeId, at: from, evidence: 'e' })),
  wishStated: topics.map((topic) => ({
    ...{ wishId: topic, topic, channels: ['sms' as const], accounts: [], hours: [], from, evidence: null },
    givenTo: 'bank',
  })),
  wishWithdrawn: [{ wishId: 'consentToHours', at: from }],
  replyReceived: [{ messageId: 'm', contactPointId: 'x', channel: 'sms', meaning: 'stop' }],
  contactMade: [],
  circumstanceRecorded: circumstanceKinds.flatMap((kind) =>
    circumstanceEffects.map((effect) => ({
      ...{ circumstanceId: `${kind}-${effect}`, kind, effect, from, evidence: null, proven: false },
    })),
  ),
  circumstanceWithdrawn: circumstanceKinds.flatMap((kind) =>
    circumstanceEffects.map((effect) => ({ circumstanceId: `${kind}-${effect}`, at: from })),
  ),
  representationVerified: representationVerdicts.map((verdict) => ({
    ...{ representationId: verdict, verdict, recording: 'r', at: from },
  })),
  representationEnded: representationVerdicts.map((representationId) => ({ representationId, at: from })),
  dataRestricted: restrictionReasons.map((reason) => ({ restrictionId: reason, reason, from })),
  dataRestrictionLifted: restrictionReasons.map((restrictionId) => ({
    ...{ restrictionId, reason: 'mistake' as const, at: from },
  })),
  reliefProposed: [
    {
      ...{ reliefId: 'w', purpose: 'relief', owedOn: '2026-03-01', billIds: [], waived: [], termMonths: 1 },
      ...{ owedCents: nothing, waivedCents: nothing, validUntil: '2026-03-02', instalments: [] },
      ...{ toleranceCents: 0, graceDays: 0, cureDays: 1 },
    },
  ],
  planBreachTold: [{ planId: 'l', evidence: 'e' }],
  taskEnded: [{ taskId: 'A/plan/l/told/2026-03-01/1', outcome: 'given', expired: false }],
  reliefAgreed: [{ reliefId: 'w', consent: { kind: 'portal', id: 'd' } }],
  reliefEnded: [{ reliefId: 'w', outcome: 'kept', on: '2026-03-01' }],
  reliefReopened: [{ reliefId: 'w', on: '2026-03-01' }],
  deferralProposed: [
    {
      ...{ deferralId: 'v', cause: 'illness', evidence: [], from: '2026-03-01', until: '2026-03-02' },
      ...{ interest: 'accrues', validUntil: '2026-03-02', level: null },
    },
  ],
  deferralAgreed: [{ deferralId: 'v', consent: { kind: 'portal', id: 'd' } }],
  deferralEnded: [{ deferralId: 'v', outcome: 'ended', on: '2026-03-01' }],
}

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

test('there is a sample of every kind that the audit reads', () => {
  expect(Object.keys(samples).sort()).toEqual([...kinds].sort())
})

test('all of them together are read before a message, a call and a visit', async () => {
  const facts = Object.entries(samples).flatMap(([kind, payloads]) =>
    payloads.map((payload) => ({ kind, at, payload })),
  ) as NonNullable<Plant['facts']>
  const contacts = ['sms', 'voice', 'visit'].map((channel, n) => ({ channel, at: `2026-03-0${n + 3} 10:00` }))
  await expect(breachesOf(database.db, { facts, contacts })).resolves.toEqual(expect.any(Array))
})
