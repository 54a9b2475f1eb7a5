// Commands on a case of the tests: asked by somebody at a moment, as a bank's people would, one after the other.
import { type Judgement, commandSchema, judgeCommand } from '../../../domain/commands/commands'
import type { Rules } from '../../../domain/ladder/case-view'
import { openSideTasks } from '../../../domain/ladder/side-tasks'
import type { CaseBuilder } from '../case-builder'
import { accountId, local, shown } from '../log'
import { testRules, zone } from '../test-strategy'

type Wish = { kind: string } & Record<string, unknown>

/** What the command would be answered with. */
export function judged(
  story: CaseBuilder,
  moment: string,
  by: string,
  wish: Wish,
  { commandId = `${by} ${moment} ${wish.kind}`.replaceAll(' ', '_'), rules = testRules } = {},
): Judgement {
  const command = commandSchema.parse({ commandId, by, ...wish })
  return judgeCommand(story.facts, command, { accountId, asOf: local(moment), zone, rules })
}

/** The case after the command, and after the case has looked at itself. @throws when it is refused */
export function after(
  story: CaseBuilder,
  moment: string,
  by: string,
  wish: Wish,
  rules: Rules = testRules,
): CaseBuilder {
  const answer = judged(story, moment, by, wish, { rules })
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`)
  return story.at(moment).append(answer.facts).settle(rules)
}

/** The case after somebody has agreed a plan of these instalments. */
export function agree(
  story: CaseBuilder,
  at: string,
  planId: string,
  ...due: [dueOn: string, amountCents: number][]
) {
  const instalments = due.map(([dueOn, amountCents]) => ({ dueOn, amountCents }))
  return after(story, at, 'operator:lin', {
    kind: 'agreePlan',
    planId,
    instalments,
    evidence: `call/${planId}`,
  })
}

/** Pay 1,150.00 by a day, and 50.00 are waived. */
export function offer(story: CaseBuilder, day: string, payBy: string): CaseBuilder {
  const wish = {
    kind: 'proposeOffer',
    reliefId: 'o1',
    payBy,
    waivedCents: { fees: 50_00, interest: 0, principal: 0 },
  }
  const proposed = after(story, `${day} 08:00`, 'operator:lin', wish)
  const approved = after(proposed, `${day} 08:10`, 'supervisor:q', { kind: 'approveRelief', reliefId: 'o1' })
  const consent = { kind: 'signedDocument', id: 'doc/1' }
  return after(approved, `${day} 08:20`, 'operator:lin', { kind: 'agreeRelief', reliefId: 'o1', consent })
}

/** `CODE: message` of a refusal. @throws when it is accepted */
export function refusalOf(
  story: CaseBuilder,
  moment: string,
  by: string,
  wish: Wish,
  rules: Rules = testRules,
): string {
  const answer = judged(story, moment, by, wish, { rules })
  if (answer.ok) throw new Error(`${wish.kind} was accepted`)
  return `${answer.code}: ${answer.message}`
}

/** The case after a service notice has left: `relief-broken.r1`, about its date. */
export function toldBy(story: CaseBuilder, moment: string, notice: string, on: string): CaseBuilder {
  const stepKey = `1/${on}/service-${notice}/1`
  const contact = { contactKey: `${accountId}/${stepKey}/sms`, stepKey, channel: 'sms' as const }
  return story
    .at(moment)
    .add('contactMade', { ...contact, outcome: 'sent' })
    .settle()
}

/** Open tasks beside the ladder: `hardship/h1/decision/1 teamLead until 2026-03-18 18:00`. */
export function tasksBeside({ facts }: CaseBuilder): string[] {
  const opened = new Map(
    facts.flatMap((fact) => (fact.kind === 'taskOpened' ? [[fact.payload.taskId, fact.payload.detail]] : [])),
  )
  return openSideTasks(facts).map(({ taskId, stepKey, dueAt }) => {
    const level = opened.get(taskId)?.['level']
    return `${stepKey}${level === undefined ? '' : ` ${String(level)}`} until ${shown(dueAt)}`
  })
}
