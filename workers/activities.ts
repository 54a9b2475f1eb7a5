// All activities a worker offers, with their ways to the outside. Wiring only; tests use it too, so that what they run
// is what a bank runs.
import { join, resolve } from 'node:path'
import { createCaseActivities } from '../activities/evaluate'
import { createLadderActivities } from '../activities/ladder'
import { createNightlyBatchActivities } from '../activities/nightly-batch'
import { loadNightPolicy } from '../batch/night-policy'
import { callRulesOf } from '../cases/call-rules'
import { runCommand } from '../cases/run-command'
import { loadAgencies } from '../platform/agencies'
import { createAlibabaSmsCarrier } from '../platform/alibaba-sms'
import { type BankProfile, loadBankProfile } from '../platform/bank-profile'
import type { Carrier } from '../platform/carrier'
import type { Config } from '../platform/config'
import type { EmailConfig } from '../platform/email-settings'
import type { Database } from '../platform/database'
import { createEmailCarrier } from '../platform/email'
import { unsubscribePath } from '../platform/email-return'
import { createHandoverFolder } from '../platform/handover-folder'
import { createPrintHouse } from '../platform/print-house'
import { loadRegisteredTexts, requireRegistered } from '../platform/registered-texts'
import type { RuleBooks } from '../platform/rule-books'
import { createSmsCarrier } from '../platform/sms'
import { createSmsRouter } from '../platform/sms-router'
import { twilioPaths } from '../platform/twilio-webhook'
import { requireFitWords } from '../platform/template-trial'
import { type Templates, loadTemplates, requireTemplates } from '../platform/templates'
import { loadWordRules } from '../platform/word-rules'

const projectRoot = join(__dirname, '..')
const policiesDir = join(projectRoot, 'policies')

export interface ActivityDeps {
  config: Config & { email: EmailConfig }
  db: Database
  books: RuleBooks
  simulation: boolean
}

/** A simulation lives in its own time: what becomes of its messages is told by hand (`arrears sandbox`). */
function statusCallbackOf({ webhook }: Config, simulation: boolean): { statusCallback?: string } {
  if (!webhook || simulation) return {}
  return { statusCallback: new URL(twilioPaths.status, webhook.url).href }
}

/** Every provider that the bank has an account with, each message to the one that its number is routed to. */
function smsOf(
  config: Config,
  { simulation, templates, bank }: { simulation: boolean; templates: Templates; bank: BankProfile },
): Carrier {
  const { twilio, alibaba, smsRoutes } = config
  const registered = alibaba ? loadRegisteredTexts(policiesDir) : null
  if (registered && smsRoutes.some(({ provider }) => provider === 'alibaba')) {
    requireRegistered(registered, templates, bank)
  }
  return createSmsRouter(smsRoutes, {
    ...(twilio ? { twilio: createSmsCarrier(twilio, statusCallbackOf(config, simulation)) } : {}),
    ...(alibaba && registered ? { alibaba: createAlibabaSmsCarrier(alibaba, registered) } : {}),
  })
}

function unsubscribeUrlOf({ webhook }: Config): { unsubscribeUrl?: string } {
  return webhook ? { unsubscribeUrl: new URL(unsubscribePath, webhook.url).href } : {}
}

export function createActivities({ config, db, books, simulation }: ActivityDeps) {
  const rulesFor = (id: string, version: string) => books.rulesFor(db, id, version)
  const zone = config.bankZone
  const templates = loadTemplates(join(projectRoot, 'templates'), loadWordRules(policiesDir))
  requireTemplates(templates, books.strategies)
  const bank = loadBankProfile(policiesDir)
  requireFitWords(templates, bank)
  return {
    ...createCaseActivities({
      db,
      rulesFor,
      runCommand: (request) => runCommand({ db, zone, callRules: callRulesOf(books, config) }, request),
    }),
    ...createLadderActivities({
      db,
      rulesFor,
      policies: books.policies,
      templates,
      bank,
      sms: smsOf(config, { simulation, templates, bank }),
      email: createEmailCarrier(config.email, unsubscribeUrlOf(config)),
      printHouse: createPrintHouse(config.printHouseDir),
      agencies: loadAgencies(policiesDir),
      handover: createHandoverFolder(config.agencyDir),
    }),
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
