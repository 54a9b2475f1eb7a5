// What are the rule packs asked about a message? The person, the contact point and every contact on record, as the
// judge wants to know them.
import { dateAt, yearsBetween } from '../domain/calendar-date'
import { type MessageChannel, factsOf } from '../domain/facts'
import { type PastContact, type Situation, pastContact, situationWith } from '../domain/policy/situation'
import { type ContactOutcome, pointSources } from '../domain/policy/vocabulary'
import type { Claim, MessageScene } from './message'
import type { ContactOnRecord, ContactStatus, Point } from './person'

/** The situation of a message on `channel` to `point`, when the messages in `claimed` leave in the same step. */
export function messageSituation(
  scene: MessageScene,
  channel: MessageChannel,
  point: Point,
  claimed: readonly Claim[],
): Situation {
  const { accountId, facts, person, moment, rules } = scene
  const product = factsOf(facts, 'positionReported').at(-1)?.payload.product
  const source = pointSources.find((known) => known === point.source)
  const { bornOn, zone } = person
  return situationWith({
    at: moment,
    channel,
    product,
    customerIn: [person.country],
    location: { known: zone === null ? [] : [zone], address: [], areaCode: [] },
    point: point.id,
    debts: [accountId],
    ...(source ? { pointSource: source } : {}),
    ...(bornOn === null ? {} : { age: yearsBetween(bornOn, dateAt(moment, rules.strategy.zone)) }),
    ledger: [
      ...person.contacts.filter((contact) => !isClaimOf(contact, scene)).map(onRecord),
      ...claimed.map((claim) =>
        pastContact({ at: moment, channel: claim.channel, outcome: 'unknown', point: claim.point.id }),
      ),
    ],
  })
}

/** A slot that an earlier attempt of this step reserved and did not use is judged anew. */
function isClaimOf(contact: ContactOnRecord, { accountId, key }: MessageScene): boolean {
  return contact.accountId === accountId && contact.stepKey === key && contact.status === 'claimed'
}

function onRecord({ channel, claimedAt, status, accountId }: ContactOnRecord): PastContact {
  return pastContact({ at: claimedAt, channel, outcome: outcomeOf[status], debts: [accountId] })
}

/** A failed or withdrawn one reached nobody and uses no slot. */
const outcomeOf: Record<ContactStatus, ContactOutcome> = {
  claimed: 'unknown',
  sending: 'unknown',
  sent: 'sent',
  delivered: 'sent',
  unknown: 'unknown',
  failed: 'failed',
  withdrawn: 'failed',
}
