// May this hardship agreement be recorded, or ended (D4)? It keeps to what was granted, or to the recorder's own authority.
import { covers, levelOf, mayDecide } from './authority'
import { type CalendarDate, dateAt } from '../calendar-date'
import { agreement } from './capacity'
import type { Days } from './chain'
import { type CommandMoment, type Judgement, accepted, command, refusal } from '../commands/command'
import { date, id, note, shortId } from '../commands/fields'
import { daysLeft, ending, whyNotEnd } from './end-reasons'
import type { Fact } from '../facts'
import { settled } from '../ladder/awaited'
import { hardshipAgreements, hardshipApplications, hardshipMatter } from './hardship'
import { hardshipApplicationCommands } from './hardship-application-commands'
import { hardshipRequest, leftRequest, termRequest, whyNotSpan } from './hardship-span'
import { episodeOf } from '../ladder/case-view'
import { withoutAbsent } from '../without-absent'

/** Without an application: within the recorder's own authority. */
const agreeHardship = agreement(
  {
    agreementId: id,
    from: date,
    until: date,
    evidence: id,
    applicationId: shortId.optional(),
    reviewOn: date.optional(),
  },
  (facts, { agreementId, from, until, evidence, applicationId, reviewOn, by }, moment, envelope) => {
    if (hardshipAgreements(facts).some((known) => known.agreementId === agreementId))
      return refusal(
        'AGREEMENT_KNOWN',
        `agreement ${agreementId} exists; choose another id for a further one`,
      )
    if (episodeOf(facts)?.closed !== null)
      return refusal('NO_OPEN_CASE', 'there is no open case that hardship could be about')
    const wrong =
      whyNotSpan(facts, { from, until, reviewOn }, moment) ??
      (applicationId === undefined
        ? whyNotAlone(facts, { from, until }, by, moment)
        : whyNotGranted(facts, applicationId, { from, until }, moment))
    if (wrong) return wrong
    const agreed = { agreementId, from, until, evidence, applicationId }
    const payload = withoutAbsent({
      ...agreed,
      reviewOn: reviewOn ?? grantedReview(facts, applicationId, { from, until }),
    })
    const answer = applicationId === undefined ? [] : [hardshipMatter.answer(applicationId)]
    return accepted(
      { ...envelope, key: `hardship/${agreementId}`, kind: 'hardshipAgreed', payload },
      ...answer.flatMap((matter) => settled(facts, matter, 'given', envelope)),
    )
  },
)

/** The review that was decided counts when the agreement names none, as far as its span reaches. */
function grantedReview(
  facts: readonly Fact[],
  applicationId: string | undefined,
  { from, until }: Days,
): CalendarDate | undefined {
  const granted = hardshipApplications(facts).find(
    ({ applied }) => applied.payload.applicationId === applicationId,
  )
  const day = granted?.decided?.payload.reviewOn
  return day !== undefined && from <= day && day <= until ? day : undefined
}

function whyNotAlone(
  facts: readonly Fact[],
  span: Days,
  by: string,
  moment: CommandMoment,
): Judgement | null {
  const answer = mayDecide(moment.rules.terms.authority, by, hardshipRequest(facts, span, moment))
  return answer.ok ? null : answer
}

function whyNotGranted(
  facts: readonly Fact[],
  applicationId: string,
  span: Days,
  { asOf, zone, rules }: CommandMoment,
): Judgement | null {
  const application = hardshipApplications(facts).find(
    ({ applied }) => applied.payload.applicationId === applicationId,
  )
  if (!application) return refusal('UNKNOWN_APPLICATION', `there is no application ${applicationId}`)
  if (application.lapsedAt !== null && !application.agreed)
    return refusal('APPLICATION_LAPSED', `the case of application ${applicationId} has closed: apply anew`)
  const granted = application.decided?.payload
  if (granted?.outcome !== 'granted' || granted.from === undefined || granted.until === undefined)
    return refusal('NOT_GRANTED', `application ${applicationId} was not granted`)
  if (application.agreed)
    return refusal('AGREED_ALREADY', `what was granted on application ${applicationId} is agreed already`)
  if (span.from < granted.from || span.until > granted.until)
    return refusal('OVER_GRANTED', `granted is from ${granted.from} until ${granted.until}`)
  if ((granted.agreeBy ?? '') < dateAt(asOf, zone))
    return refusal(
      'OFFER_EXPIRED',
      `it could be agreed until ${granted.agreeBy ?? ''}; let it be decided anew`,
    )
  const { authority } = rules.terms
  const level = levelOf(authority, application.decided?.actor ?? '') ?? 'nobody'
  const answer = covers(authority, level, termRequest(facts, span))
  return answer.ok ? null : answer
}

/** By the bank with authority for the days that are left, or at the customer's wish with evidence. */
const endHardship = command({ agreementId: id, ...ending, note }, (facts, asked, moment, envelope) => {
  const { agreementId, because, evidence } = asked
  const agreement = hardshipAgreements(facts).find((known) => known.agreementId === agreementId)
  if (!agreement) return refusal('UNKNOWN_AGREEMENT', `there is no hardship agreement ${agreementId}`)
  const on = dateAt(moment.asOf, moment.zone)
  if (agreement.ended || agreement.lastDay < on)
    return refusal(
      'AGREEMENT_ENDED',
      `agreement ${agreementId} ended on ${agreement.ended?.payload.on ?? agreement.lastDay}`,
    )
  const wrong = whyNotEnd(asked, leftRequest(facts, daysLeft(agreement, on), moment), moment)
  if (wrong) return wrong
  const payload = withoutAbsent({ agreementId, on, reason: because, evidence })
  return accepted({ ...envelope, key: `hardship/${agreementId}/ended`, kind: 'hardshipEnded', payload })
})

export const hardshipCommands = { ...hardshipApplicationCommands, agreeHardship, endHardship }
