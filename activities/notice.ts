// The words and figures of one notice to one customer: gathered from the case and the customer's row when it is written,
// kept nowhere but in the message itself.
import { createHash } from 'node:crypto'
import { addDays, dateAt } from '../domain/calendar-date'
import { liveFacts } from '../domain/decide'
import type { MessageChannel } from '../domain/facts'
import { type NoticeFields, noticeText } from '../domain/notice'
import { positionAt } from '../domain/position'
import { inLanguage } from '../platform/bank-profile'
import type { RenderedNotice } from '../platform/templates'
import type { MessageScene } from './message'
import type { StepDeps } from './ladder-deps'

export interface Notice extends RenderedNotice {
  language: string
  fields: NoticeFields
  bodySha256: string
}

/** The code by which the hotline can confirm a message, and by which a lost one is found at the provider. */
export function referenceOf(contactKey: string): string {
  return createHash('sha256').update(contactKey).digest('hex').slice(0, 10).toUpperCase()
}

/** Writes the notice of a rung for its customer, in their language. */
export function writeNotice(
  deps: StepDeps,
  scene: MessageScene,
  contact: { key: string; channel: MessageChannel },
): Notice {
  const { fullName: customerName, account, language: spoken } = scene.person
  const { id: accountId, ...reported } = account
  const { zone } = scene.rules.strategy
  const today = dateAt(scene.moment, zone)
  const position = positionAt(liveFacts(scene.facts), today)
  const name = scene.rung.template
  if (!position?.oldestUnpaidDueOn || !name)
    throw new Error(`there is nothing to write about in ${scene.key}`)
  const { bank, templates } = deps
  const language = templates.languageFor(spoken)
  const fields = noticeText(
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
      howToPay: inLanguage(bank.howToPay, language),
      bank: {
        name: inLanguage(bank.names, language),
        address: inLanguage(bank.addresses, language),
        seal: inLanguage(bank.seals, language),
        hotline: bank.hotline,
      },
      reference: referenceOf(contact.key),
    },
    language,
  )
  const rendered = templates.render({ language, channel: contact.channel, name }, fields)
  const body = [rendered.subject, rendered.text, rendered.html].join('\n')
  const bodySha256 = createHash('sha256').update(body).digest('hex')
  return { ...rendered, language, fields, bodySha256 }
}
