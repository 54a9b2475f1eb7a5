// What does a call say, and may it still? Written when it is to be said: between dialling and answering a payment, a hold
// or a wish may have come, and then nothing of the debt is said.
import type { Instant } from '../domain/calendar-date'
import { decide, due, episodeOf } from '../domain/ladder/decide'
import { type NoticeFields, noticeFields } from '../domain/words/notice'
import { stepNameOf } from '../domain/ladder/rungs'
import { spokenFields } from '../domain/words/spoken'
import { type CoveredStep, type Person, type Point, readPerson } from '../cases/person'
import { bankIn } from '../platform/bank-profile'
import { loadFacts } from '../platform/fact-log'
import type { callTemplates } from '../platform/templates'
import type { Spoken } from '../platform/voice-twiml'
import type { Contact } from '../prisma/generated/client'
import type { StepDeps } from './ladder-deps'
import type { MessageScene } from './message'
import { type Notice, writeNotice } from './notice'
import type { ToldAccount } from './told-accounts'

/** The parts of a call besides the notice itself. */
export type CallPart = keyof typeof callTemplates

/** A call that is on record. */
export interface CallOnRecord {
  contact: Contact
  person: Person
  point: Point
  checkCode: string
}

/** null: the call has lost its customer or its number. */
export async function callOnRecord({ db }: StepDeps, contact: Contact): Promise<CallOnRecord | null> {
  const person = await readPerson(db.prisma, contact.customerId)
  const point = person.points.find(({ id }) => id === contact.contactPointId)
  return point && contact.checkCode !== null ? { contact, person, point, checkCode: contact.checkCode } : null
}

/** The notice as it is true at `moment`; null: it must not be said any more, or a rule of words forbids it. */
export async function spokenNotice(
  deps: StepDeps,
  { contact, person, point, checkCode }: CallOnRecord,
  moment: Instant,
): Promise<Notice | null> {
  const { accountId, customerId, stepKey, episode } = contact
  // Written by the claim alone, as CoveredStep[].
  const steps = [{ accountId, stepKey }, ...(contact.covers as unknown as CoveredStep[])]
  const [own, ...others] = await Promise.all(steps.map((step) => stillTold(deps, step, moment)))
  if (!own || point.status !== 'usable') return null
  const scene: MessageScene = { ...own, customerId, episode, step: own.rung.step, moment, person }
  const covers = others.filter((told) => told !== null)
  const notice = writeNotice(deps, scene, { channel: 'voice', point, covers, checkCode })
  return notice.finding ? null : notice
}

/** An account as it is now; null: nothing of it is to be said any more. */
async function stillTold(
  { db, rulesFor }: StepDeps,
  { accountId, stepKey: key }: CoveredStep,
  moment: Instant,
): Promise<ToldAccount | null> {
  const facts = await loadFacts(db.prisma, accountId)
  const episode = episodeOf(facts)
  if (!episode || !key.startsWith(`${episode.episode}/`)) return null
  const rules = await rulesFor(episode.strategyId, episode.strategyVersion)
  if (due(facts, rules, moment).some(({ kind }) => kind === 'episodeClosed')) return null
  const { next, standstill } = decide(facts, rules, moment)
  const rung = rules.strategy.ladder.find(({ id }) => id === stepNameOf(key))
  if (next.kind === 'closed' || standstill !== null || !rung) return null
  return { accountId, key, rung, facts, rules }
}

/** The words of another part of the call. null: a rule of words forbids them. */
export function spokenPart(deps: StepDeps, call: CallOnRecord, name: CallPart): Spoken | null {
  const { templates } = deps
  const language = templates.languageFor(call.person.language)
  const template = templates.find({ language, channel: 'voice', name, manner: 'ordinary' })
  const { text, finding } = templates.render(template, spokenFields(fieldsOf(deps, call, language), language))
  return finding ? null : { language, text }
}

/** No more than somebody may hear of whom nobody knows who they are. */
function fieldsOf({ bank }: StepDeps, { person, checkCode }: CallOnRecord, language: string): NoticeFields {
  const nothing = Object.fromEntries(noticeFields.map((field) => [field, ''])) as NoticeFields
  const { name: bankName, hotline } = bankIn(bank, language).bank
  return { ...nothing, customerName: person.fullName, bankName, hotline, reference: checkCode }
}
