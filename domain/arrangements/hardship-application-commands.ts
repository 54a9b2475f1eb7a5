// May somebody apply for hardship, what does the formula say to it, and who decides (D4)? The limits are the strategy's and
// those of policies/authority.yaml.
import { z } from 'zod'
import { affordabilityOf } from './affordability'
import { mayApprove } from './authority'
import { addDays, dateAt, dayMs } from '../calendar-date'
import { type CommandMoment, type Judgement, accepted, command, refusal } from '../commands/command'
import { date, shortId } from '../commands/fields'
import { preparation } from './capacity'
import { causes, documentRef } from './documents'
import { type Fact, factsOf } from '../facts'
import { type HardshipApplication, hardshipApplications, hardshipMatter } from './hardship'
import { hardshipRefusals } from './hardship-facts'
import { type HardshipSpan, hardshipRequest, whyNotSpan } from './hardship-span'
import { householdStatement } from './household'
import { episodeOf } from '../ladder/case-view'
import { settled } from '../ladder/awaited'
import { positionAt } from '../money/position'
import { withoutAbsent } from '../without-absent'

const applyHardship = preparation(
  {
    applicationId: shortId,
    cause: z.enum(causes),
    statement: householdStatement,
    documents: z.array(documentRef).max(40).default([]),
  },
  (facts, { applicationId, cause, statement, documents }, moment, envelope) => {
    const wrong = whyNoApplication(facts, applicationId, moment)
    if (wrong) return wrong
    const { holdsBack } = moment.rules.strategy.arrangements.hardship
    const payload = { applicationId, cause, statement, documents, holdsBack }
    return accepted({
      ...envelope,
      key: `hardship/${applicationId}/applied`,
      kind: 'hardshipApplied',
      payload,
    })
  },
)

function whyNoApplication(
  facts: readonly Fact[],
  applicationId: string,
  { asOf, rules }: CommandMoment,
): Judgement | null {
  const applications = hardshipApplications(facts)
  if (applications.some(({ applied }) => applied.payload.applicationId === applicationId))
    return refusal(
      'APPLICATION_KNOWN',
      `application ${applicationId} exists; choose another id for a further one`,
    )
  if (episodeOf(facts)?.closed !== null) return refusal('NO_OPEN_CASE', 'there is no open case to apply for')
  const open = applications.find(({ decided, lapsedAt }) => decided === null && lapsedAt === null)
  if (open) {
    const text = `application ${open.applied.payload.applicationId} is not decided yet`
    return refusal('APPLICATION_OPEN', text)
  }
  const { mostApplications, withinDays } = rules.strategy.arrangements.hardship
  const recent = applications.filter(({ applied }) => applied.effectiveAt >= asOf - withinDays * dayMs)
  return recent.length >= mostApplications
    ? refusal('APPLICATIONS_TOO_MANY', `at most ${mostApplications} applications within ${withinDays} days`)
    : null
}

/** `statement` absent: as it came with the application. */
const assessHardship = command(
  { applicationId: shortId, statement: householdStatement.optional() },
  (facts, { applicationId, statement }, moment, envelope) => {
    const application = openApplication(facts, applicationId)
    if ('ok' in application) return application
    const terms = moment.rules.terms.affordability
    const currency = positionAt(facts, dateAt(moment.asOf, moment.zone))?.currency ?? terms.currency
    if (currency !== terms.currency) {
      const text = `the formula ${terms.formula} is for ${terms.currency}, and the account is in ${currency}`
      return refusal('FORMULA_CURRENCY', text)
    }
    const checked = statement ?? application.applied.payload.statement
    const payload = { applicationId, statement: checked, ...affordabilityOf(checked, terms) }
    const times = factsOf(facts, 'hardshipAssessed').filter(
      (fact) => fact.payload.applicationId === applicationId,
    )
    const key = `hardship/${applicationId}/assessed/${times.length + 1}`
    return accepted({ ...envelope, key, kind: 'hardshipAssessed', payload })
  },
)

const decideHardship = command(
  {
    applicationId: shortId,
    outcome: z.enum(['granted', 'refused', 'withdrawn']),
    reasons: z.array(z.enum(hardshipRefusals)).max(hardshipRefusals.length).default([]),
    from: date.optional(),
    until: date.optional(),
    reviewOn: date.optional(),
  },
  (facts, { applicationId, outcome, reasons, from, until, reviewOn, by }, moment, envelope) => {
    const application = openApplication(facts, applicationId)
    if ('ok' in application) return application
    const today = dateAt(moment.asOf, moment.zone)
    const span = until === undefined ? null : { from: from ?? today, until, reviewOn }
    const asked = { outcome, reasons, by, span }
    const wrong = outcome === 'withdrawn' ? null : whyNotDecided(facts, application, asked, moment)
    if (wrong) return wrong
    const { answerWithinDays } = moment.rules.strategy.arrangements.hardship
    const agreeBy = addDays(today, answerWithinDays)
    const granted = outcome === 'granted' ? { ...span, agreeBy } : {}
    const payload = withoutAbsent({ applicationId, outcome, reasons, ...granted })
    return accepted(
      { ...envelope, key: `hardship/${applicationId}/decided`, kind: 'hardshipDecided', payload },
      ...settled(facts, hardshipMatter.decision(applicationId), 'decided', envelope),
    )
  },
)

interface Decided {
  outcome: 'granted' | 'refused' | 'withdrawn'
  reasons: readonly string[]
  by: string
  span: HardshipSpan | null
}

/** Whoever assessed it does not decide it (four eyes). */
function whyNotDecided(
  facts: readonly Fact[],
  { applied, assessed }: HardshipApplication,
  { outcome, reasons, by, span }: Decided,
  moment: CommandMoment,
): Judgement | null {
  const { applicationId } = applied.payload
  if (!assessed)
    return refusal('NOT_ASSESSED', `application ${applicationId} has not been assessed yet: do that first`)
  if (outcome === 'refused' && reasons.length === 0)
    return refusal('REASONS_MISSING', `say why: one or more of ${hardshipRefusals.join(', ')}`)
  if (outcome === 'granted' && span === null)
    return refusal('SPAN_MISSING', 'say until which day it is granted')
  const wrong = span && whyNotSpan(facts, span, moment)
  if (wrong) return wrong
  const people = { person: by, maker: assessed.actor }
  const answer = mayApprove(moment.rules.terms.authority, people, hardshipRequest(facts, span, moment))
  return answer.ok ? null : answer
}

function openApplication(facts: readonly Fact[], applicationId: string): HardshipApplication | Judgement {
  const application = hardshipApplications(facts).find(
    ({ applied }) => applied.payload.applicationId === applicationId,
  )
  if (!application) return refusal('UNKNOWN_APPLICATION', `there is no application ${applicationId}`)
  if (application.lapsedAt !== null)
    return refusal('APPLICATION_LAPSED', `the case of application ${applicationId} has closed: apply anew`)
  return application.decided
    ? refusal(
        'APPLICATION_DECIDED',
        `application ${applicationId} was ${application.decided.payload.outcome} already`,
      )
    : application
}

export const hardshipApplicationCommands = { applyHardship, assessHardship, decideHardship }
