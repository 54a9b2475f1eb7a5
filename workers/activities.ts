// All activities a worker offers, with their ways to the outside. Wiring only; tests use it too, so that what they run
// is what a bank runs.
import { join, resolve } from 'node:path'
import { type CaseAlarm, createCaseActivities } from '../activities/evaluate'
import { type StepDeps, createLadderActivities } from '../activities/ladder'
import { createNightlyBatchActivities } from '../activities/nightly-batch'
import { loadNightPolicy } from '../batch/night-policy'
import { accountRules } from '../cases/account-rules'
import { callRulesOf } from '../cases/call-rules'
import { runCommand } from '../cases/run-command'
import type { Strategy } from '../domain/ladder/strategy'
import { loadAgencies } from '../platform/agencies'
import { loadBankProfile } from '../platform/bank-profile'
import { createBankSms } from '../platform/bank-sms'
import type { Carrier } from '../platform/carrier'
import type { Config } from '../platform/config'
import { ConfigError } from '../platform/config-error'
import type { EmailConfig } from '../platform/email-settings'
import type { Database } from '../platform/database'
import { createEmailCarrier } from '../platform/email'
import { unsubscribePath } from '../platform/email-return'
import { createHandoverFolder } from '../platform/handover-folder'
import { createPrintHouse } from '../platform/print-house'
import { recorderState } from '../platform/recorder'
import type { RuleBooks } from '../platform/rule-books'
import { requireFitWords } from '../platform/template-trial'
import { loadTemplates, requireTemplates } from '../platform/templates'
import { createVoiceCarrier, noCalls } from '../platform/voice'
import { loadWordRules } from '../platform/word-rules'

const projectRoot = join(__dirname, '..')
const policiesDir = join(projectRoot, 'policies')

export interface ActivityDeps {
  config: Config & { email: EmailConfig }
  db: Database
  books: RuleBooks
  simulation: boolean
  /** Told of cases on which the software fails. */
  alarm(alarm: CaseAlarm): void
}

function unsubscribeUrlOf({ webhook }: Config): { unsubscribeUrl?: string } {
  return webhook ? { unsubscribeUrl: new URL(unsubscribePath, webhook.url).href } : {}
}

/**
 * Calls need a number and a door at which Twilio asks what to say.
 * @throws ConfigError when a strategy calls by machine and one of them is missing.
 */
function voiceOf(config: Config, strategies: readonly Strategy[]): Carrier {
  const { twilio, voiceFrom: from, webhook } = config
  if (twilio && from && webhook) return createVoiceCarrier(twilio, { from, doorUrl: webhook.url })
  const caller = strategies.find(({ ladder }) => ladder.some(({ channels }) => channels?.includes('voice')))
  if (!caller) return noCalls
  throw new ConfigError(
    `the strategy ${caller.id} calls by machine: set WEBHOOK_PORT, WEBHOOK_URL and TWILIO_VOICE_FROM, a number`,
  )
}

/** What the steps of the ladder are performed with. @throws when words, rules or settings do not fit each other. */
export function stepDepsOf({ config, db, books, simulation }: Omit<ActivityDeps, 'alarm'>): StepDeps {
  const rulesFor = (id: string, version: string) => books.rulesFor(db, id, version)
  const templates = loadTemplates(join(projectRoot, 'templates'), loadWordRules(policiesDir))
  requireTemplates(templates, books.strategies)
  const bank = loadBankProfile(policiesDir)
  requireFitWords(templates, bank)
  return {
    db,
    rulesFor,
    policies: books.policies,
    templates,
    bank,
    sms: createBankSms(config, { simulation, templates, bank, policiesDir }),
    email: createEmailCarrier(config.email, unsubscribeUrlOf(config)),
    voice: voiceOf(config, books.strategies),
    recorder: () => recorderState(config.recorder),
    printHouse: createPrintHouse(config.printHouseDir),
    agencies: loadAgencies(policiesDir),
    handover: createHandoverFolder(config.agencyDir),
  }
}

export function createActivities(given: ActivityDeps, steps = stepDepsOf(given)) {
  const { config, db, books, simulation, alarm } = given
  const { rulesFor } = steps
  const zone = config.bankZone
  return {
    ...createCaseActivities({
      db,
      rulesFor,
      alarm,
      runCommand: (request) =>
        runCommand(
          { db, zone, callRules: callRulesOf(books, config), rulesOf: accountRules(db, books) },
          request,
        ),
    }),
    ...createLadderActivities(steps),
    ...createNightlyBatchActivities({
      db,
      zone,
      simulation,
      strategyFor: books.currentFor,
      archiveDir: resolve(config.dropsArchiveDir),
      policy: loadNightPolicy(join(policiesDir, 'nightly-drop.yaml')),
    }),
  }
}
