// `arrears hardship`: an application with its statement, the assessment by the formula, the decision, the agreement and its
// end; and how all of that stands, with every figure's calculation.
import type { Command as Program } from 'commander'
import { hardshipAgreements, hardshipApplications } from '../domain/arrangements/hardship'
import { hardshipRefusals } from '../domain/arrangements/hardship-facts'
import { causes } from '../domain/arrangements/documents'
import { type Fact, factsOf } from '../domain/facts'
import { endingOf, endingOptions } from './ending-options'
import { householdOf, householdOptions, documentsOf } from './household-options'
import { type ProvenConsent, agreedLines } from './agreed-lines'
import { print } from './open'
import { readFacts } from './read-facts'
import { type Recording, optional, registerRecording, registerShow, signature } from './record'

const application = ['--application <id>', 'an id of its own'] as const
const note = ['--note <text>', 'a remark; no personal data'] as const

const recordings: readonly Recording[] = [
  {
    name: 'apply',
    description: 'record an application with the statement of income and expenses',
    required: [application, ['--cause <code>', causes.join(', ')], ...householdOptions.required],
    optional: householdOptions.optional,
    toCommand: (o) => ({
      kind: 'applyHardship',
      applicationId: o['application'],
      cause: o['cause'],
      statement: householdOf(o),
      documents: documentsOf(o['documents']),
    }),
  },
  {
    name: 'assess',
    description: 'reckon what the household can pay (policies/affordability.yaml)',
    required: [application],
    optional: [
      ...householdOptions.required.map(([flags, help]) => [flags, `${help}; absent: as stated`] as const),
      ...householdOptions.optional.filter(([flags]) => !flags.startsWith('--documents')),
    ],
    toCommand: (o) => ({
      kind: 'assessHardship',
      applicationId: o['application'],
      ...optional('statement', o['adults'] === undefined ? undefined : householdOf(o)),
    }),
  },
  {
    name: 'decide',
    description: 'grant or refuse it, or say that the customer withdrew it; not by whoever assessed it',
    required: [application, ['--outcome <code>', 'granted, refused, withdrawn']],
    optional: [
      ['--reasons <list>', `of a refusal: ${hardshipRefusals.join(', ')}`],
      ['--from <date>', 'first day; absent: today'],
      ['--until <date>', 'last day'],
      ['--review-on <date>', 'the day on which somebody looks whether it is still needed'],
    ],
    toCommand: (o) => ({
      kind: 'decideHardship',
      applicationId: o['application'],
      outcome: o['outcome'],
      ...optional('reasons', o['reasons']?.split(',')),
      ...optional('from', o['from']),
      ...optional('until', o['until']),
      ...optional('reviewOn', o['reviewOn']),
    }),
  },
  {
    name: 'agree',
    description: 'record the agreement with the customer',
    required: [
      ['--agreement <id>', 'an id of its own'],
      ['--from <date>', 'first day'],
      ['--until <date>', 'last day'],
      ['--evidence <id>', 'the signed document, the recording, the portal receipt'],
    ],
    optional: [
      ['--application <id>', "what was granted on it; absent: within the recorder's own authority"],
      ['--review-on <date>', 'the day on which somebody looks whether it is still needed'],
      signature,
    ],
    toCommand: (o) => ({
      kind: 'agreeHardship',
      ...optional('signedBy', o['signedBy']),
      agreementId: o['agreement'],
      from: o['from'],
      until: o['until'],
      evidence: o['evidence'],
      ...optional('applicationId', o['application']),
      ...optional('reviewOn', o['reviewOn']),
    }),
  },
  {
    name: 'end',
    description: 'end an agreement early',
    required: [['--agreement <id>', 'the agreement']],
    optional: [...endingOptions, note],
    toCommand: (o) => ({
      kind: 'endHardship',
      agreementId: o['agreement'],
      ...endingOf(o),
      ...optional('note', o['note']),
    }),
  },
]

/** Registers `hardship apply|assess|decide|agree|end|show`. */
export function registerHardshipCommands(program: Program): void {
  const group = program.command('hardship').description('help for customers who cannot pay for a time')
  for (const recording of recordings) registerRecording(group, recording)
  registerShow(group, 'applications and agreements, with the calculation', show)
}

async function show(account: string, options: { home: string; json?: boolean }): Promise<void> {
  const facts = await readFacts(account, options)
  const applications = hardshipApplications(facts).map(({ applied, assessed, decided, agreed }) => ({
    ...applied.payload,
    assessed: assessed?.payload ?? null,
    decided: decided?.payload ?? null,
    agreementId: agreed?.payload.agreementId ?? null,
  }))
  const agreements = hardshipAgreements(facts).map(({ ended, ...agreement }) => ({
    ...agreement,
    ended: ended !== null,
    consent: consentTo(agreement.agreementId, facts),
  }))
  print(options.json, { applications, agreements }, () => [
    ...applications.flatMap(({ applicationId, cause, assessed, decided, agreementId }) => [
      `application ${applicationId} (${cause}): ${decided?.outcome ?? (assessed ? 'assessed' : 'to be assessed')}${agreementId === null ? '' : `, agreed as ${agreementId}`}`,
      ...(decided && decided.reasons.length > 0 ? [`  because ${decided.reasons.join(', ')}`] : []),
      ...(assessed?.lines ?? []).map(({ item, calculation }) => `  ${item}: ${calculation}`),
    ]),
    ...agreements.flatMap(({ agreementId, from, lastDay, reviewOn, consent }) => [
      `agreement ${agreementId} from ${from} until ${lastDay}${reviewOn === null ? '' : `, review on ${reviewOn}`}`,
      ...agreedLines(null, consent),
    ]),
    ...(applications.length + agreements.length === 0 ? ['no hardship on record'] : []),
  ])
}

function consentTo(agreementId: string, facts: readonly Fact[]): ProvenConsent | null {
  const agreed = factsOf(facts, 'hardshipAgreed').find(({ payload }) => payload.agreementId === agreementId)
  return agreed ? { kind: null, id: agreed.payload.evidence, recordedBy: agreed.actor } : null
}
