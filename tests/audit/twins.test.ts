// Does the audit see each kind of breach, and nothing where there is none? Twins: a lawful situation and one that differs
// in a single thing. The first gives nothing, the second exactly its breach.
import { type TestDatabase, freshDatabase } from '../support/database'
import type { CircumstanceKind } from '../../domain/protection/circumstance-facts'
import { type Plant, type PlantedContact, breachesOf, moment } from './plant'

let database: TestDatabase
beforeAll(async () => {
  database = await freshDatabase()
})
afterAll(() => database.drop())

interface Twins {
  rule: string
  title: string
  lawful: Plant
  planted: Plant
  /** Which contact is the breach; the last one unless told. */
  contact?: number
  /** What else is against the planted twin, by nature. */
  also?: string[]
}

const call = (at: string, more: Partial<PlantedContact> = {}): PlantedContact => {
  return { at, channel: 'voice', ...more }
}
const calls = (times: number, day: string, more: Partial<PlantedContact> = {}): PlantedContact[] =>
  Array.from({ length: times }, (_, index) => call(`${day} ${String(9 + index).padStart(2, '0')}:00`, more))
const thursday = '2026-03-05'
const consent = (more: object = {}) =>
  ({
    kind: 'wishStated',
    at: '2026-03-01 10:00',
    payload: {
      wishId: 'w',
      topic: 'consentToHours',
      channels: ['sms'],
      accounts: [],
      hours: [],
      from: moment('2026-03-01 10:00'),
      evidence: 'rec/1',
      givenTo: 'bank',
      ...more,
    },
  }) as NonNullable<Plant['facts']>[number]
const tonight = consent({ channels: ['voice'], hours: [{ from: '22:00', to: '23:00' }] })
const hold = (reason: string, at: string, account = 0) =>
  ({ kind: 'holdPlaced', at, account, payload: { holdId: 'h', reason, from: moment(at) } }) as NonNullable<
    Plant['facts']
  >[number]
type Planted = NonNullable<Plant['facts']>[number]
const circumstance = (kind: CircumstanceKind, effect: 'stop' | 'care') =>
  ({
    kind: 'circumstanceRecorded',
    at: '2026-03-03 10:00',
    account: 1,
    payload: {
      circumstanceId: 'c',
      kind,
      effect,
      from: moment('2026-03-03 10:00'),
      evidence: null,
      proven: false,
    },
  }) satisfies Planted
const restriction = {
  kind: 'dataRestricted',
  at: '2026-03-03 10:00',
  account: 1,
  payload: { restrictionId: 'x', reason: 'request', from: moment('2026-03-03 10:00') },
} satisfies Planted
const representation = {
  kind: 'representationVerified',
  at: '2026-03-03 10:00',
  account: 1,
  payload: { representationId: 'r', verdict: 'confirmed', recording: 'rec', at: moment('2026-03-03 10:00') },
} satisfies Planted
const sms = (at: string, more: Partial<PlantedContact> = {}): PlantedContact => ({ at, ...more })
const only = (contact: PlantedContact, more: Partial<Plant> = {}): Plant => ({ ...more, contacts: [contact] })

const hours: Twins[] = [
  {
    rule: 'CN-TIME-01',
    title: 'the last moment of the night',
    lawful: only(sms(`${thursday} 08:00:00`)),
    planted: only(sms(`${thursday} 07:59:59.999`)),
  },
  {
    rule: 'CN-TIME-01',
    title: 'the first moment of the night',
    lawful: only(sms(`${thursday} 21:59:59.999`)),
    planted: only(sms(`${thursday} 22:00`)),
  },
  {
    rule: 'CN-TIME-01',
    title: 'claimed in the evening, sent at night',
    lawful: only(sms(`${thursday} 21:58`, { claimedAt: `${thursday} 21:50` })),
    planted: only(sms(`${thursday} 22:03`, { claimedAt: `${thursday} 21:50` })),
  },
  {
    rule: 'CN-TIME-01',
    title: 'a call that began less than five minutes before the night',
    lawful: only(call(`${thursday} 21:54:59`)),
    planted: only(call(`${thursday} 21:55`)),
  },
  {
    rule: 'CN-TIME-01',
    title: 'night in Beijing, day in New York where the debtor is known to be',
    lawful: only(sms('2026-07-09 20:30'), { zone: 'America/New_York' }),
    planted: only(sms('2026-07-09 23:30'), { zone: 'America/New_York' }),
  },
  {
    rule: 'CN-TIME-01',
    title: 'day in Beijing, night in New York',
    lawful: only(sms('2026-07-09 08:30'), { zone: 'America/New_York' }),
    planted: only(sms('2026-07-09 12:00'), { zone: 'America/New_York' }),
  },
  {
    rule: 'CN-TIME-01',
    title: 'Urumqi keeps the time of Beijing',
    lawful: only(sms(`${thursday} 08:05`), { zone: 'Asia/Urumqi' }),
    planted: only(sms(`${thursday} 22:05`), { zone: 'Asia/Urumqi' }),
  },
  {
    rule: 'CN-TIME-01',
    title: 'a call that would last beyond the consent',
    lawful: only(call(`${thursday} 21:57`), { facts: [tonight] }),
    planted: only(call(`${thursday} 22:57`), { facts: [tonight] }),
  },
  {
    rule: 'CN-TIME-01',
    title: 'consent without evidence',
    lawful: only(sms(`${thursday} 23:00`), { facts: [consent()] }),
    planted: only(sms(`${thursday} 23:00`), { facts: [consent({ evidence: null })] }),
  },
  {
    rule: 'CN-TIME-01',
    title: 'consent to other hours',
    lawful: only(sms(`${thursday} 23:00`), { facts: [consent({ hours: [{ from: '22:00', to: '23:30' }] })] }),
    planted: only(sms(`${thursday} 23:30`), {
      facts: [consent({ hours: [{ from: '22:00', to: '23:30' }] })],
    }),
  },
  {
    rule: 'CN-TIME-01',
    title: 'consent for another account',
    lawful: only(sms(`${thursday} 23:00`), { facts: [consent({ accounts: ['ID/0'] })] }),
    planted: only(sms(`${thursday} 23:00`), { facts: [consent({ accounts: ['ID/1'] })] }),
  },
  {
    rule: 'CN-TIME-01',
    title: 'consent that was withdrawn',
    lawful: only(sms(`${thursday} 23:00`), {
      facts: [
        consent(),
        {
          kind: 'wishWithdrawn',
          at: '2026-03-06 10:00',
          payload: { wishId: 'w', at: moment('2026-03-06 10:00') },
        },
      ],
    }),
    planted: only(sms(`${thursday} 23:00`), {
      facts: [
        consent(),
        {
          kind: 'wishWithdrawn',
          at: `${thursday} 10:00`,
          payload: { wishId: 'w', at: moment(`${thursday} 10:00`) },
        },
      ],
    }),
  },
  {
    rule: 'CN-TIME-01',
    title: 'consent that was written down after the contact',
    lawful: only(sms(`${thursday} 23:00`), { facts: [consent()] }),
    planted: only(sms(`${thursday} 23:00`), { facts: [{ ...consent(), at: '2026-03-06 10:00' }] }),
  },
  {
    rule: 'BANK-HOL',
    title: 'a call on a public holiday before ten',
    lawful: only(call('2026-02-17 10:00')),
    planted: only(call('2026-02-17 09:59')),
  },
  {
    rule: 'BANK-HOL',
    title: 'a call of which no calendar says what day it is',
    lawful: only(sms('2027-03-05 11:00')),
    planted: only(call('2027-03-05 11:00')),
  },
  {
    rule: 'INCONVENIENT_TIME',
    title: 'the person had asked to be left alone at noon',
    lawful: only(sms(`${thursday} 14:00`), {
      facts: [
        consent({ topic: 'inconvenientHours', hours: [{ from: '12:00', to: '14:00' }], evidence: null }),
      ],
    }),
    planted: only(sms(`${thursday} 13:59`), {
      facts: [
        consent({ topic: 'inconvenientHours', hours: [{ from: '12:00', to: '14:00' }], evidence: null }),
      ],
    }),
  },
  {
    rule: 'US-TIME-01',
    title: 'nine in the evening in New York, on the day on which the clocks go forward',
    lawful: only(call('2026-03-08 20:59', { actor: 'agency' }), us({ zone: 'America/New_York' })),
    planted: only(call('2026-03-08 21:00', { actor: 'agency' }), us({ zone: 'America/New_York' })),
  },
  {
    rule: 'US-TIME-01',
    title: 'nobody knows where: it must be day from the east coast to Hawaii',
    lawful: only(call('2026-03-04 14:00', { actor: 'agency' }), us({})),
    planted: only(call('2026-03-04 12:00', { actor: 'agency' }), us({})),
  },
]

function us(more: Partial<Plant>): Partial<Plant> {
  return { country: 'US', clock: 'America/New_York', packs: ['us-reg-f'], ...more }
}

const counts: Twins[] = [
  {
    rule: 'CN-FREQ-01',
    title: 'a fourth call after three that were answered, people and machines together',
    lawful: { contacts: [...calls(2, thursday), call(`${thursday} 11:00`, { caller: 'ai' })] },
    planted: {
      contacts: [
        ...calls(2, thursday),
        call(`${thursday} 11:00`, { caller: 'ai' }),
        call(`${thursday} 15:00`),
      ],
    },
  },
  {
    rule: 'CN-FREQ-01',
    title: 'over two accounts',
    lawful: { contacts: [...calls(3, thursday, { account: 1 }), call('2026-03-06 09:00')] },
    planted: { contacts: [...calls(3, thursday, { account: 1 }), call(`${thursday} 20:00`)] },
  },
  {
    rule: 'CN-FREQ-01',
    title: 'an unknown outcome is used up',
    lawful: {
      contacts: [
        ...calls(2, thursday),
        call(`${thursday} 12:00`, { outcome: 'notConnected' }),
        call(`${thursday} 13:00`),
      ],
    },
    planted: {
      contacts: [
        ...calls(2, thursday),
        call(`${thursday} 12:00`, { outcome: 'unknown' }),
        call(`${thursday} 13:00`),
      ],
    },
  },
  {
    rule: 'CN-FREQ-02',
    title: 'a seventh attempt at a number after six that nobody answered',
    lawful: {
      contacts: [
        ...calls(6, thursday, { outcome: 'unanswered' }),
        call(`${thursday} 16:00`, { point: 'm2' }),
      ],
    },
    planted: { contacts: [...calls(6, thursday, { outcome: 'unanswered' }), call(`${thursday} 16:00`)] },
  },
  {
    rule: 'BANK-DAY',
    title: 'a second text message on a day',
    lawful: { contacts: [sms(`${thursday} 09:00`), sms('2026-03-06 08:00')] },
    planted: { contacts: [sms(`${thursday} 09:00`), sms(`${thursday} 21:00`)] },
  },
  {
    rule: 'BANK-DAY',
    title: 'a second text message about another account',
    lawful: {
      contacts: [sms(`${thursday} 09:00`, { covers: [1] }), sms('2026-03-06 09:00', { account: 1 })],
    },
    planted: { contacts: [sms(`${thursday} 09:00`), sms(`${thursday} 09:00:01`, { account: 1 })] },
  },
  {
    rule: 'BANK-DAY',
    title: 'after a message that failed another is free, after one that nobody knows of it is not',
    lawful: { contacts: [sms(`${thursday} 09:00`, { status: 'failed' }), sms(`${thursday} 10:00`)] },
    planted: { contacts: [sms(`${thursday} 09:00`, { status: 'unknown' }), sms(`${thursday} 10:00`)] },
  },
  {
    rule: 'BANK-WEEK',
    title: 'a twenty-first contact in seven days',
    lawful: { contacts: [...weeks(20), call('2026-03-09 09:00', { outcome: 'unanswered' })] },
    planted: { contacts: [...weeks(20), call('2026-03-08 20:00', { outcome: 'unanswered' })] },
  },
  {
    rule: 'US-FREQ-01',
    title: 'an eighth call about a debt in seven days; a call about another debt is free',
    lawful: {
      ...us({ zone: 'America/New_York' }),
      contacts: [...agencyCalls(7), agencyCall('2026-03-08 11:00', 1)],
    },
    planted: {
      ...us({ zone: 'America/New_York' }),
      contacts: [...agencyCalls(7), agencyCall('2026-03-08 11:00', 0)],
    },
  },
]

/** Three calls a day, from Monday 2 March on, to four numbers' worth of unanswered tries. */
function weeks(times: number): PlantedContact[] {
  return Array.from({ length: times }, (_, index) =>
    call(`2026-03-0${2 + Math.floor(index / 3)} ${String(10 + (index % 3)).padStart(2, '0')}:00`, {
      outcome: 'unanswered',
    }),
  )
}

function agencyCall(at: string, account: number): PlantedContact {
  return call(at, { actor: 'agency', outcome: 'unanswered', account })
}

function agencyCalls(times: number): PlantedContact[] {
  return Array.from({ length: times }, (_, index) => agencyCall(`2026-03-0${2 + index} 10:00`, 0))
}

const waits: Twins[] = [
  {
    rule: 'BANK-INBOUND',
    title: 'a message on the day on which the debtor had called',
    lawful: { contacts: [call(`${thursday} 10:00`, { direction: 'inbound' }), sms('2026-03-06 09:00')] },
    planted: { contacts: [call(`${thursday} 10:00`, { direction: 'inbound' }), sms(`${thursday} 12:00`)] },
  },
  {
    rule: 'US-FREQ-02',
    title: 'a call within seven dates of a conversation; the clocks went forward between',
    lawful: {
      ...us({ zone: 'America/New_York' }),
      contacts: [call('2026-03-02 20:00', { actor: 'agency' }), agencyCall('2026-03-09 08:30', 0)],
    },
    planted: {
      ...us({ zone: 'America/New_York' }),
      contacts: [call('2026-03-02 08:30', { actor: 'agency' }), agencyCall('2026-03-08 20:30', 0)],
    },
  },
]

const states: Twins[] = [
  {
    rule: 'CN-DIS-01',
    title: 'a dispute on the account',
    lawful: only(sms(`${thursday} 10:00`), { facts: [hold('dispute', `${thursday} 10:00:01`)] }),
    planted: only(sms(`${thursday} 10:00`), { facts: [hold('dispute', `${thursday} 09:59`)] }),
    also: ['DURING_HOLD'],
  },
  {
    rule: 'CN-DIS-01',
    title: 'a dispute on an account that the message covers',
    lawful: only(sms(`${thursday} 10:00`), { facts: [hold('dispute', '2026-03-04 10:00', 1)] }),
    planted: only(sms(`${thursday} 10:00`, { covers: [1] }), {
      facts: [hold('dispute', '2026-03-04 10:00', 1)],
    }),
    also: ['DURING_HOLD'],
  },
  {
    rule: 'DURING_HOLD',
    title: 'a dispute of the whole debt; a complaint keeps only the harsher steps waiting',
    lawful: only(sms(`${thursday} 10:00`), { facts: [hold('complaint', '2026-03-04 10:00', 0)] }),
    planted: only(sms(`${thursday} 10:00`), { facts: [hold('dispute', '2026-03-04 10:00', 0)] }),
    also: ['CN-DIS-01'],
  },
  {
    rule: 'CN-STATUS',
    title: 'bankruptcy on another account of the person',
    lawful: only(sms(`${thursday} 10:00`), {
      facts: [
        hold('bankruptcy', '2026-03-03 10:00', 1),
        {
          kind: 'holdLifted',
          at: '2026-03-04 10:00',
          account: 1,
          payload: { holdId: 'h', at: moment('2026-03-04 10:00') },
        },
      ],
    }),
    planted: only(sms(`${thursday} 10:00`), { facts: [hold('bankruptcy', '2026-03-03 10:00', 1)] }),
    also: ['DURING_HOLD'],
  },
  {
    rule: 'CN-VULN-01',
    title: 'a machine calls a vulnerable person',
    lawful: only(call(`${thursday} 10:00`), { facts: [hold('vulnerable', '2026-03-03 10:00', 1)] }),
    planted: only(call(`${thursday} 10:00`, { caller: 'ai' }), {
      facts: [hold('vulnerable', '2026-03-03 10:00', 1)],
    }),
  },
  {
    rule: 'DURING_CIRCUMSTANCE',
    title: 'the customer has died, noted on another account; the executor is spoken to',
    lawful: only(call(`${thursday} 10:00`, { role: 'executor' }), {
      facts: [circumstance('deceased', 'stop')],
    }),
    planted: only(sms(`${thursday} 10:00`), { facts: [circumstance('deceased', 'stop')] }),
    also: ['CN-STATUS'],
  },
  {
    rule: 'DURING_CIRCUMSTANCE',
    title: 'signs that the customer does not understand, withdrawn or not',
    lawful: only(sms(`${thursday} 10:00`), {
      facts: [
        circumstance('capacityDoubt', 'stop'),
        {
          kind: 'circumstanceWithdrawn',
          at: '2026-03-04 10:00',
          account: 1,
          payload: { circumstanceId: 'c', at: moment('2026-03-04 10:00') },
        },
      ],
    }),
    planted: only(sms(`${thursday} 10:00`), { facts: [circumstance('capacityDoubt', 'stop')] }),
    also: ['CN-CARE-01'],
  },
  {
    rule: 'CN-VULN-01',
    title: 'a machine calls somebody who is ill',
    lawful: only(call(`${thursday} 10:00`), { facts: [circumstance('seriouslyIll', 'care')] }),
    planted: only(call(`${thursday} 10:00`, { caller: 'ai' }), { facts: [circumstance('elderly', 'care')] }),
  },
  {
    rule: 'CN-PII-04',
    title: 'data that is restricted',
    lawful: only(sms('2026-03-03 09:00'), { facts: [restriction] }),
    planted: only(sms(`${thursday} 10:00`), { facts: [restriction] }),
    also: ['DURING_CIRCUMSTANCE'],
  },
  {
    rule: 'CN-STATUS',
    title: 'the customer is represented: letters only',
    lawful: only(sms(`${thursday} 10:00`, { channel: 'letter', point: 'a1' }), { facts: [representation] }),
    planted: only(sms(`${thursday} 10:00`), { facts: [representation] }),
  },
  {
    rule: 'CN-ART70-04',
    title: 'a plan that is kept',
    lawful: only(sms(`${thursday} 10:00`), { facts: [plan(), planEnded()] }),
    planted: only(sms(`${thursday} 10:00`), { facts: [plan()] }),
    also: ['DURING_PLAN'],
  },
  {
    rule: 'DURING_HARDSHIP',
    title: 'a hardship agreement',
    lawful: only(sms('2026-04-02 10:00'), { facts: [hardship()] }),
    planted: only(sms('2026-03-10 10:00'), { facts: [hardship()] }),
    also: ['CN-STATUS'],
  },
  {
    rule: 'DURING_RELIEF',
    title: 'debt relief that is kept',
    lawful: only(sms(`${thursday} 10:00`), { facts: [...relief(), reliefEnded(), reliefTold()] }),
    planted: only(sms(`${thursday} 10:00`), { facts: relief() }),
  },
  {
    rule: 'DURING_RELIEF',
    title: 'debt relief that had broken and stands again after late news of a payment',
    lawful: only(sms(`${thursday} 10:00`), { facts: [...relief(), reliefEnded(), reliefTold()] }),
    planted: only(sms(`${thursday} 10:00`), { facts: [...relief(), reliefEnded(), reliefReopened()] }),
  },
  {
    rule: 'DURING_DEFERRAL',
    title: 'payment that is put off; an offer alone changes nothing',
    lawful: only(sms('2026-03-10 10:00'), { facts: deferral().slice(0, 1) }),
    planted: only(sms('2026-03-10 10:00'), { facts: deferral() }),
  },
  {
    rule: 'DURING_DISPUTE',
    title: 'the whole debt is disputed; of a single bill the rest may be collected',
    lawful: only(sms(`${thursday} 10:00`), { facts: [dispute(['b'])] }),
    planted: only(sms(`${thursday} 10:00`), { facts: [dispute([])] }),
    also: ['CN-DIS-01'],
  },
  {
    rule: 'DURING_HOLD',
    title: 'a visit during a complaint that keeps the harsher steps waiting',
    lawful: only(sms(`${thursday} 10:00`), { facts: [hold('complaint', '2026-03-04 10:00', 0)] }),
    planted: only(sms(`${thursday} 10:00`, { channel: 'visit', point: 'a1' }), {
      facts: [hold('complaint', '2026-03-04 10:00', 0)],
    }),
  },
  {
    rule: 'WHILE_MISSING',
    title: 'an account that is missing from the books',
    lawful: only(sms(`${thursday} 10:00`), { facts: [missing(), found()] }),
    planted: only(sms(`${thursday} 10:00`), { facts: [missing()] }),
  },
  {
    rule: 'AFTER_CURE',
    title: 'a case that had closed',
    lawful: only(sms(`${thursday} 10:00`), { facts: [closed(`${thursday} 10:01`)] }),
    planted: only(sms(`${thursday} 10:00`), { facts: [closed(`${thursday} 09:59`)] }),
  },
  {
    rule: 'AFTER_CURE',
    title: 'a case that never was',
    lawful: only(sms(`${thursday} 10:00`)),
    planted: only(sms(`${thursday} 10:00`), { neverOpened: true }),
  },
  {
    rule: 'AFTER_PAYMENT',
    title: 'the money was in at nine, the message left at ten past',
    lawful: only(sms(`${thursday} 09:10`), { facts: [books(), paid(522_99)] }),
    planted: only(sms(`${thursday} 09:10`), { facts: [books(), paid(523_00)] }),
  },
  {
    rule: 'CN-CAP-01',
    title: 'the day before the eighteenth birthday',
    lawful: only(sms(`${thursday} 10:00`), { bornOn: '2008-03-05' }),
    planted: only(sms(`${thursday} 10:00`), { bornOn: '2008-03-06' }),
  },
  {
    rule: 'CN-OPTOUT',
    title: 'STOP at one number holds for all of them, not for e-mail',
    lawful: only(sms(`${thursday} 10:00`, { channel: 'email' }), { facts: [stop('stop')] }),
    planted: only(sms(`${thursday} 10:00`, { point: 'm2' }), { facts: [stop('stop')] }),
  },
  {
    rule: 'CN-WRONG',
    title: 'the number of somebody else',
    lawful: only(sms(`${thursday} 10:00`, { point: 'm2' }), { facts: [stop('wrongPerson')] }),
    planted: only(sms(`${thursday} 10:00`), { facts: [stop('wrongPerson')] }),
  },
  {
    rule: 'CN-WRONG',
    title: 'somebody else had answered',
    lawful: {
      contacts: [
        call('2026-03-04 10:00', { outcome: 'wrongParty' }),
        call(`${thursday} 10:00`, { point: 'm2' }),
      ],
    },
    planted: { contacts: [call('2026-03-04 10:00', { outcome: 'wrongParty' }), call(`${thursday} 10:00`)] },
  },
  {
    rule: 'CN-SRC-01',
    title: 'a number that was traced',
    lawful: only(sms(`${thursday} 10:00`)),
    planted: only(sms(`${thursday} 10:00`, { point: 'traced' })),
  },
  {
    rule: 'CN-REC-01',
    title: 'a conversation without a recording',
    lawful: only(call(`${thursday} 10:00`, { outcome: 'unanswered', recording: null })),
    planted: only(call(`${thursday} 10:00`, { recording: null })),
  },
]

function plan() {
  const payload = { planId: 'p', instalments: [], toleranceCents: 0, graceDays: 0, evidence: 'rec/1' }
  return { kind: 'planAgreed' as const, at: '2026-03-01 10:00', payload }
}
function planEnded() {
  const payload = { planId: 'p', outcome: 'broken' as const, on: '2026-03-04' }
  return { kind: 'planEnded' as const, at: '2026-03-04 10:00', payload }
}
function hardship() {
  const payload = { agreementId: 'a', from: '2026-03-02', until: '2026-04-01', evidence: 'doc/1' }
  return { kind: 'hardshipAgreed' as const, at: '2026-03-01 10:00', payload }
}
function relief() {
  const payload = { reliefId: 'r', consent: { kind: 'signedDocument' as const, id: 'D1' } }
  return [{ kind: 'reliefAgreed' as const, at: '2026-03-01 10:00', payload }]
}
function reliefEnded() {
  return {
    kind: 'reliefEnded' as const,
    at: '2026-03-04 10:00',
    payload: { reliefId: 'r', outcome: 'broken' as const, on: '2026-03-04' },
  }
}
function reliefTold() {
  return {
    kind: 'taskEnded' as const,
    at: '2026-03-04 12:00',
    payload: { taskId: 'A/relief/r/told/2026-03-04/1', outcome: 'given', expired: false },
  }
}
function reliefReopened() {
  return {
    kind: 'reliefReopened' as const,
    at: '2026-03-04 12:00',
    payload: { reliefId: 'r', on: '2026-03-04' },
  }
}
function deferral() {
  const offer = {
    deferralId: 'd',
    cause: 'illness' as const,
    evidence: [],
    from: '2026-03-02',
    until: '2026-04-01',
  }
  const terms = { interest: 'accrues' as const, validUntil: '2026-03-15', level: null }
  const consent = { kind: 'signedDocument' as const, id: 'D1' }
  return [
    { kind: 'deferralProposed' as const, at: '2026-03-01 10:00', payload: { ...offer, ...terms } },
    { kind: 'deferralAgreed' as const, at: '2026-03-01 11:00', payload: { deferralId: 'd', consent } },
  ]
}
function dispute(bills: string[]) {
  const at = '2026-03-03 10:00'
  const dates = { raisedOn: '2026-03-03', answerBy: '2026-03-23', targetOn: '2026-03-18' }
  const said = { ground: 'amount' as const, channel: 'hotline' as const }
  const payload = { disputeId: 'D', ...said, bills, from: moment(at), ...dates }
  return { kind: 'disputeRaised' as const, at, payload }
}
function missing() {
  return { kind: 'accountMissing' as const, at: '2026-03-02 06:00', payload: { businessDate: '2026-03-01' } }
}
function found() {
  return { kind: 'accountFound' as const, at: '2026-03-04 06:00', payload: { businessDate: '2026-03-03' } }
}
function closed(at: string) {
  return { kind: 'episodeClosed' as const, at, payload: { episode: 1, reason: 'cured' as const } }
}
function stop(meaning: 'stop' | 'wrongPerson') {
  const payload = { messageId: 'SM1', contactPointId: 'ID/m1', channel: 'sms' as const, meaning }
  return { kind: 'replyReceived' as const, at: '2026-03-03 10:00', payload }
}
function books() {
  const bill = { billId: 'b', statementOn: '2026-01-31', dueOn: '2026-02-20', totalCents: 523_456 }
  const bills = [{ ...bill, minimumDueCents: 523_00, paidCents: 0 }]
  const position = { product: 'card' as const, currency: 'CNY', riskSegment: 'medium' as const, graceDays: 3 }
  const payload = {
    ...position,
    businessDate: '2026-03-03',
    customerId: 'c',
    toleranceCents: 0,
    balanceCents: 523_456,
    bills,
  }
  return { kind: 'positionReported' as const, at: '2026-03-04 06:00', payload }
}
function paid(amountCents: number) {
  const payload = { paymentId: 'p', amountCents, valueOn: thursday, postedOn: thursday }
  return { kind: 'paymentPosted' as const, at: `${thursday} 09:00`, payload }
}

const roles: Twins[] = [
  {
    rule: 'CN-3P-01',
    title:
      'a third party is written to in other words than the relay text, on the day after three failed calls',
    lawful: {
      contacts: [
        ...failed(),
        sms('2026-03-06 10:00', { role: 'reservedContact', template: 'zh-CN/sms/relay@1' }),
      ],
    },
    planted: {
      contacts: [
        ...failed(),
        sms('2026-03-06 10:00', { role: 'reservedContact', template: 'zh-CN/sms/reminder@1' }),
      ],
    },
  },
  ...(['reservedContact', 'spouse'] as const).map((role) => ({
    rule: 'CN-3P-02-USE',
    title: `the relay text goes to a ${role} while the debtor can be reached`,
    lawful: {
      contacts: [...failed(), sms('2026-03-06 10:00', { role, template: 'zh-CN/sms/relay@1' })],
    },
    planted: {
      contacts: [...failed(), sms(`${thursday} 20:00`, { role, template: 'zh-CN/sms/relay@1' })],
    },
  })),
  {
    rule: 'CN-3P-02-USE',
    title:
      'a third party is called while the debtor can be reached; the third failed call opens the next day',
    lawful: { contacts: [...failed(), call('2026-03-06 10:00', { role: 'relative' })] },
    planted: { contacts: [...failed(), call(`${thursday} 20:00`, { role: 'relative' })] },
  },
  {
    rule: 'CN-3P-02-USE',
    title: 'a call of which nobody knows may have reached the debtor',
    lawful: { contacts: [...failed(), call('2026-03-06 10:00', { role: 'relative' })] },
    planted: {
      contacts: [
        ...calls(2, thursday, { outcome: 'unanswered' }),
        call(`${thursday} 12:00`, { outcome: 'unknown' }),
        call(`${thursday} 13:00`, { outcome: 'unanswered' }),
        call('2026-03-06 10:00', { role: 'relative' }),
      ],
    },
  },
  {
    rule: 'CN-3P-02-USE',
    title: 'the debtor has been reached since (CN-3P-05)',
    lawful: { contacts: [...failed(), call('2026-03-07 10:00', { role: 'relative' })] },
    planted: {
      contacts: [...failed(), call('2026-03-06 10:00'), call('2026-03-07 10:00', { role: 'relative' })],
    },
  },
  {
    rule: 'CN-CAP-01',
    title: 'a machine calls a guardian',
    lawful: only(call(`${thursday} 10:00`, { role: 'heir' })),
    planted: only(call(`${thursday} 10:00`, { role: 'guardian', caller: 'ai' })),
    also: ['CN-3P-01'],
  },
  {
    rule: 'CN-DEC-01',
    title: 'a machine calls an heir',
    lawful: only(call(`${thursday} 10:00`, { role: 'heir' })),
    planted: only(call(`${thursday} 10:00`, { role: 'heir', caller: 'ai' })),
  },
  {
    rule: 'US-3P-01',
    title: 'a third party is asked a second time, two months later',
    lawful: {
      ...us({ zone: 'America/New_York' }),
      contacts: [thirdParty('2026-01-06 10:00', 'm1'), thirdParty('2026-03-05 10:00', 'm2')],
    },
    planted: {
      ...us({ zone: 'America/New_York' }),
      contacts: [thirdParty('2026-01-06 10:00', 'm1'), thirdParty('2026-03-05 10:00', 'm1')],
    },
  },
  {
    rule: 'UK-STATUS',
    title: 'a machine calls a vulnerable customer',
    lawful: {
      ...uk(),
      contacts: [call('2026-03-05 10:00')],
      facts: [hold('vulnerable', '2026-03-03 10:00', 1)],
    },
    planted: {
      ...uk(),
      contacts: [call('2026-03-05 10:00', { caller: 'ai' })],
      facts: [hold('vulnerable', '2026-03-03 10:00', 1)],
    },
  },
]

const others: Twins[] = [
  {
    rule: 'CN-CON-03',
    title: 'a notice in public',
    lawful: only(sms(`${thursday} 10:00`, { channel: 'letter' })),
    planted: only(sms(`${thursday} 10:00`, { channel: 'publicNotice' })),
  },
  {
    rule: 'US-STATUS',
    title: 'bankruptcy on another account',
    lawful: only(agencyCall(`${thursday} 10:00`, 0), us({ zone: 'America/New_York' })),
    planted: only(agencyCall(`${thursday} 10:00`, 0), {
      ...us({ zone: 'America/New_York' }),
      facts: [hold('bankruptcy', '2026-03-03 10:00', 1)],
    }),
    also: ['DURING_HOLD'],
  },
  {
    rule: 'US-ROLE-01',
    title: 'a relative is written to as if it were the debtor',
    lawful: only(
      sms(`${thursday} 10:00`, { actor: 'agency', role: 'spouse' }),
      us({ zone: 'America/New_York' }),
    ),
    planted: only(
      sms(`${thursday} 10:00`, { actor: 'agency', role: 'relative' }),
      us({ zone: 'America/New_York' }),
    ),
  },
  {
    rule: 'US-MED-01',
    title: 'a medium that the consumer does not want',
    lawful: only(sms(`${thursday} 10:00`, { actor: 'agency' }), us({ zone: 'America/New_York' })),
    planted: only(sms(`${thursday} 10:00`, { actor: 'agency' }), {
      ...us({ zone: 'America/New_York' }),
      facts: [stop('stop')],
    }),
  },
  {
    rule: 'UK-BANK',
    title: 'before eight in the first summer time of the year',
    lawful: only(sms('2026-03-29 08:00'), uk()),
    planted: only(sms('2026-03-29 07:59'), uk()),
  },
  {
    rule: 'UK-06',
    title: 'a moratorium on another account',
    lawful: only(sms(`${thursday} 10:00`), { ...uk(), facts: [hold('complaint', '2026-03-03 10:00', 1)] }),
    planted: only(sms(`${thursday} 10:00`), { ...uk(), facts: [hold('moratorium', '2026-03-03 10:00', 1)] }),
    also: ['DURING_HOLD'],
  },
  {
    rule: 'UK-04',
    title: 'capacity may be lacking; an illness alone stops nothing',
    lawful: only(sms(`${thursday} 10:00`), { ...uk(), facts: [circumstance('seriouslyIll', 'care')] }),
    planted: only(sms(`${thursday} 10:00`), { ...uk(), facts: [circumstance('capacityDoubt', 'stop')] }),
    also: ['DURING_CIRCUMSTANCE'],
  },
  {
    rule: 'UK-03',
    title: 'a third party is written to in other words than the relay text',
    lawful: only(sms(`${thursday} 10:00`, { role: 'relative', template: 'en/sms/relay@1' }), uk()),
    planted: only(sms(`${thursday} 10:00`, { role: 'relative', template: 'en/sms/reminder@1' }), uk()),
  },
  {
    rule: 'EU-BANK',
    title: 'eight in the evening in Berlin',
    lawful: only(sms(`${thursday} 19:59`, { actor: 'servicer' }), eu()),
    planted: only(sms(`${thursday} 20:00`, { actor: 'servicer' }), eu()),
  },
  {
    rule: 'EU-03',
    title: 'a servicer writes to a relative',
    lawful: only(sms(`${thursday} 10:00`, { actor: 'servicer', role: 'guarantor' }), eu()),
    planted: only(sms(`${thursday} 10:00`, { actor: 'servicer', role: 'relative' }), eu()),
  },
]

function eu(): Partial<Plant> {
  return { country: 'DE', zone: 'Europe/Berlin', clock: 'Europe/Berlin', packs: ['eu-2021-2167'] }
}
function failed(): PlantedContact[] {
  return calls(3, thursday, { outcome: 'unanswered' })
}
function thirdParty(at: string, point: string): PlantedContact {
  return call(at, { actor: 'agency', role: 'relative', point, outcome: 'unanswered' })
}
function uk(): Partial<Plant> {
  return { country: 'GB', clock: 'Europe/London', packs: ['uk-conc'] }
}

describe.each([
  ['hours', hours],
  ['counts', counts],
  ['waits', waits],
  ['states', states],
  ['roles', roles],
  ['other packs', others],
])('%s', (_, twins) => {
  test.each(twins)('$rule: $title', async ({ rule, lawful, planted, contact, also = [] }) => {
    expect(await breachesOf(database.db, lawful)).toEqual([])
    const which = contact ?? planted.contacts.length - 1
    expect(await breachesOf(database.db, planted)).toEqual(
      [rule, ...also].map((id) => `${id} ${which}`).sort(),
    )
  })
})
