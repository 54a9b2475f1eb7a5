// The words and figures of one notice to one customer: gathered from the case and the customer's row when it is written,
// kept nowhere but in the message itself.
import { createHash } from 'node:crypto'
import { addDays, dateAt } from '../domain/calendar-date'
import { liveFacts } from '../domain/decide'
import { factsOf } from '../domain/facts'
import { type Manner, mannerFor } from '../domain/manner'
import { type NoticeFields, noticeText } from '../domain/notice'
import { positionAt } from '../domain/position'
import { approvedWords } from '../domain/word-rules'
import { bankIn } from '../platform/bank-profile'
import type { RegisteredWords } from '../platform/carrier'
import type { RenderedNotice } from '../platform/templates'
import type { StepDeps } from './ladder-deps'
import type { Claim, MessageScene } from './message'

export interface Notice extends RenderedNotice {
  bodySha256: string
  /** Set where the provider takes no free text. */
  registered?: RegisteredWords
}

/** Writes the notice of a rung for its customer, in their language and manner. */
export function writeNotice(deps: StepDeps, scene: MessageScene, claim: Claim): Notice {
  const { templates } = deps
  const { template: name } = scene.rung
  if (!name) throw new Error(`there is nothing to write about in ${scene.key}`)
  const { sms } = deps
  const carrier = claim.channel === 'sms' ? sms : null
  const { value: to } = claim.point
  const language = templates.languageFor(scene.person.language, carrier?.languagesFor?.(to))
  const manner = mannerOf(deps, scene)
  const template = templates.find({ language, channel: claim.channel, name, manner })
  const fields = fieldsOf(deps, scene, { language, manner, reference: claim.checkCode })
  const rendered = templates.render(template, fields)
  const body = [rendered.subject, rendered.text, rendered.html].join('\n')
  const notice = { ...rendered, bodySha256: createHash('sha256').update(body).digest('hex') }
  const { templateId, text } = rendered
  const answer = carrier?.accepts?.({ to, templateId, text, fields }) ?? { ok: true }
  if (answer.ok) return answer.registered ? { ...notice, registered: answer.registered } : notice
  const { rule, text: why } = answer
  return { ...notice, finding: rendered.finding ?? { file: template.file, line: 1, rule, text: why } }
}

function mannerOf({ templates }: StepDeps, scene: MessageScene): Manner {
  const reader = {
    bornOn: scene.person.bornOn,
    isVulnerable: factsOf(liveFacts(scene.facts), 'holdPlaced').some(
      ({ payload }) => payload.reason === 'vulnerable',
    ),
  }
  return mannerFor(reader, templates.words.manners, dateAt(scene.moment, scene.rules.strategy.zone))
}

function fieldsOf(
  { bank, templates }: StepDeps,
  scene: MessageScene,
  { language, manner, reference }: { language: string; manner: Manner; reference: string },
): NoticeFields {
  const { fullName: customerName, account } = scene.person
  const { id: accountId, ...reported } = account
  const today = dateAt(scene.moment, scene.rules.strategy.zone)
  const position = positionAt(liveFacts(scene.facts), today)
  if (!position?.oldestUnpaidDueOn) throw new Error(`there is nothing to write about in ${scene.key}`)
  return noticeText(
    {
      customerName,
      ...reported,
      accountId,
      product: position.product,
      currency: position.currency,
      overdueCents: position.overdueCents,
      oldestDueOn: position.oldestUnpaidDueOn,
      daysPastDue: position.daysPastDue,
      bills: position.bills.filter((bill) => bill.dueOn < today && bill.paidCents < bill.minimumDueCents),
      today,
      payBy: addDays(today, bank.payWithinDays),
      ...approvedWords(templates.words, { language, manner, product: position.product }),
      ...bankIn(bank, language),
      reference,
    },
    language,
  )
}
