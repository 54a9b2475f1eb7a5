// The words and figures of one notice to one customer: gathered from the case and the customer's row when it is written,
// kept nowhere but in the message itself.
import { type CalendarDate, addDays, dateAt } from '../domain/calendar-date'
import { agendaOf } from '../domain/ladder/agenda'
import { viewOf } from '../domain/ladder/case-view'
import { liveFacts } from '../domain/ladder/decide'
import { isServiceNotice, rungIdOf } from '../domain/ladder/service-notice'
import type { UnpaidBill } from '../domain/facts'
import type { Agreed } from '../domain/words/agreed-words'
import { type Manner, mannerFor } from '../domain/words/manner'
import { type NoticeContent, type OverdueAccount, accountFields, noticeText } from '../domain/words/notice'
import { collectableAt } from '../domain/money/collectable'
import { balanceCollected } from '../domain/protection/dispute-balance'
import { isVulnerable } from '../domain/protection/circumstance'
import { spokenFields } from '../domain/words/spoken'
import { approvedWords } from '../domain/words/word-rules'
import { bankIn } from '../platform/bank-profile'
import type { RegisteredWords } from '../platform/carrier'
import type { RenderedNotice } from '../platform/templates'
import type { StepDeps } from './ladder-deps'
import type { Claim, MessageScene } from './message'
import type { ToldAccount } from './told-accounts'
import { sha256Of } from '../platform/sha256'

/** To which contact point, about which further accounts, and by which code it can be verified. */
export type Addressed = Pick<Claim, 'channel' | 'point' | 'covers' | 'checkCode'>

export interface Notice extends RenderedNotice {
  language: string
  bodySha256: string
  /** Set where the provider takes no free text. */
  registered?: RegisteredWords
}

/** Writes the notice of a step for its customer, in their language and manner. */
export function writeNotice(deps: StepDeps, scene: MessageScene, claim: Addressed): Notice {
  const { templates, bank, sms, voice } = deps
  const carrier = { sms, voice, email: null, letter: null }[claim.channel]
  const { value: to } = claim.point
  const language = templates.languageFor(scene.person.language, carrier?.languagesFor?.(to))
  const manner = mannerOf(deps, scene)
  const [lead, ...others] = accountsTold(scene, claim)
  const template = templates.find({ language, channel: claim.channel, name: lead.template, manner })
  const { product } = lead.overdue
  const told = agreedIn(scene)
  const content: NoticeContent = {
    customerName: scene.person.fullName,
    ...lead.overdue,
    bills: lead.bills,
    others: others.map(({ overdue }) => overdue),
    today: todayOf(scene),
    payBy: addDays(todayOf(scene), bank.payWithinDays),
    ...approvedWords(templates.words, { language, manner, product, ...reasonsIn(told) }),
    ...bankIn(bank, language),
    reference: claim.checkCode,
    ...told,
  }
  const written = noticeText(content, language)
  const fields = claim.channel === 'voice' ? spokenFields(written, language) : written
  const rendered = templates.render(template, fields)
  const body = [rendered.subject, rendered.text, rendered.html].join('\n')
  const notice = { ...rendered, language, bodySha256: sha256Of(body) }
  const { templateId, text } = rendered
  const answer = carrier?.accepts?.({
    to,
    templateId,
    text,
    fields,
    others: content.others.map((other) => accountFields(other, language)),
  }) ?? { ok: true }
  if (answer.ok) return answer.registered ? { ...notice, registered: answer.registered } : notice
  const { rule, text: why } = answer
  return { ...notice, finding: rendered.finding ?? { file: template.file, line: 1, rule, text: why } }
}

function todayOf({ moment, rules }: MessageScene): CalendarDate {
  return dateAt(moment, rules.strategy.zone)
}

function mannerOf({ templates }: StepDeps, scene: MessageScene): Manner {
  const reader = {
    bornOn: scene.person.bornOn,
    isVulnerable: isVulnerable(scene.person.wishes, scene.moment),
  }
  return mannerFor(reader, templates.words.manners, todayOf(scene))
}

/** What a service notice tells of: read again, so that a change up to this moment is in its words. */
function agreedIn({ step, facts, rules, moment, rung }: MessageScene): Pick<NoticeContent, 'agreed'> {
  if (step !== 'serviceNotice') return {}
  const view = viewOf(facts, rules, moment)
  const notice = view
    ? agendaOf(view).find((item) => item.kind === 'notice' && rungIdOf(item) === rung.id)
    : undefined
  if (notice?.kind !== 'notice') throw new Error(`there is nothing to tell of in ${rung.id}`)
  return { agreed: notice.agreed }
}

function reasonsIn({ agreed }: Pick<NoticeContent, 'agreed'>): Pick<Agreed, 'reasons'> {
  return agreed?.reasons ? { reasons: agreed.reasons } : {}
}

interface ToldDebt {
  template: string
  overdue: OverdueAccount
  bills: UnpaidBill[]
}

/** The accounts that the message tells about; the longest overdue leads, and its rung gives the words. */
function accountsTold(scene: MessageScene, { covers }: Addressed): [ToldDebt, ...ToldDebt[]] {
  const [lead, ...others] = [scene, ...covers]
    .map((told) => debtOf(scene, told))
    .sort((a, b) => b.overdue.daysPastDue - a.overdue.daysPastDue)
  if (!lead) throw new Error(`there is nothing to write about in ${scene.key}`)
  return [lead, ...others]
}

function debtOf(scene: MessageScene, { accountId, key, rung, facts }: ToldAccount): ToldDebt {
  const today = todayOf(scene)
  const known = liveFacts(facts)
  const position = collectableAt(known, today)
  const account = scene.person.accounts.find(({ id }) => id === accountId)
  const oldestDueOn = position?.oldestUnpaidDueOn ?? (isServiceNotice(key) ? today : null)
  if (!position || oldestDueOn === null || !account || !rung.template)
    throw new Error(`there is nothing to write about in ${key}`)
  const { id: _, nextStepAt: __, ...reported } = account
  return {
    template: rung.template,
    overdue: {
      ...balanceCollected(reported, known),
      accountId,
      product: position.product,
      currency: position.currency,
      overdueCents: position.overdueCents,
      oldestDueOn,
      daysPastDue: position.daysPastDue,
    },
    bills: position.bills.filter((bill) => bill.dueOn < today && bill.paidCents < bill.minimumDueCents),
  }
}
