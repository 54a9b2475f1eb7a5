// `arrears template list|preview|lint`: the words that go out, seen and checked before anybody gets them. Needs no stack.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command as Program } from 'commander'
import { inventedDebt } from '../domain/words/invented-debt'
import { type Finding, type Template, printFinding, templateName } from '../domain/words/template'
import type { WordRules } from '../domain/words/word-rules'
import { type BankProfile, loadBankProfile, requireLanguages } from '../platform/bank-profile'
import { letterPdf } from '../platform/letter-pdf'
import { loadRegisteredTexts, registrationFindings } from '../platform/registered-texts'
import { type TemplateFile, readTemplateFolder } from '../platform/template-files'
import { trialFields, trialFindings } from '../platform/template-trial'
import { type RenderedNotice, loadTemplates } from '../platform/templates'
import { loadWordRules } from '../platform/word-rules'
import { CommandRefused, exitCodes, print } from './open'

const projectRoot = join(__dirname, '..')
const policiesDir = join(projectRoot, 'policies')

const inventedLetter = {
  addressee: ['Zhang Example', '2 Example Road', '100000 Example City'],
  registeredNo: 'XA000000000CN',
  date: inventedDebt.today,
}

interface Options {
  json?: boolean
  folder: string
}

interface PreviewOptions extends Options {
  language?: string
  channel?: string
  manner?: string
  out: string
}

/** Registers `template list`, `template preview` and `template lint`. */
export function registerTemplateCommand(program: Program): void {
  const group = program.command('template').description('the words of messages and letters')
  const command = (name: string) =>
    group
      .command(name)
      .option('--folder <folder>', 'folder of the templates', join(projectRoot, 'templates'))
      .option('--json', 'print the result as JSON')
  command('list')
    .description('every template with its version, its hash, and its codes at the gateway for mainland China')
    .action(list)
  command('preview [name]')
    .description('write templates with an invented debt; letters become PDF files')
    .option('--language <language>', 'only in this language')
    .option('--channel <channel>', 'only for this channel')
    .option('--manner <manner>', 'only in this manner')
    .option('--out <folder>', 'where PDF files are written', join('.arrears', 'previews'))
    .action(preview)
  command('lint')
    .description(
      'check all templates against policies/words.yaml and what is registered; exit code 1 when something is found',
    )
    .action(lint)
}

function list({ folder, json }: Options): void {
  const { files } = loadTemplates(folder, loadWordRules(policiesDir))
  const registered = loadRegisteredTexts(policiesDir).templates
  const rows = files.map(({ id, kind, sha256 }) => ({
    id,
    kind,
    sha256,
    registered: registered.filter(({ template }) => template === id).map(({ code }) => code),
  }))
  print(json, rows, () =>
    rows.map((row) => [row.id, row.kind, row.sha256.slice(0, 12), ...row.registered].join('  ')),
  )
}

interface Preview {
  id: string
  subject?: string
  text: string
  /** Where a letter was written to. */
  pdf?: string
}

async function preview(name: string | undefined, options: PreviewOptions): Promise<void> {
  const words = loadWordRules(policiesDir)
  const templates = loadTemplates(options.folder, words)
  const bank = bankFor(templates.languages)
  const { language, channel, manner } = options
  const chosen = templates.files.filter((file) => isWanted(file, { name, language, channel, manner }))
  if (chosen.length === 0)
    throw new CommandRefused('NO_TEMPLATE', 'no template fits; `arrears template list` shows all')
  const previews: Preview[] = []
  for (const template of chosen) {
    const rendered = templates.render(template, trialFields(template, bank, words))
    const pdf = template.channel === 'letter' ? await writePdf(options.out, template, rendered) : undefined
    const { subject, text } = rendered
    previews.push({
      id: template.id,
      ...(subject === undefined ? {} : { subject }),
      text,
      ...(pdf === undefined ? {} : { pdf }),
    })
  }
  print(options.json, previews, () =>
    previews.flatMap(({ id, subject, text, pdf }) => [
      `== ${id}`,
      ...(subject === undefined ? [] : [subject, '']),
      pdf === undefined ? text : `written to ${pdf}`,
      '',
    ]),
  )
}

function lint({ folder, json }: Options): void {
  const words = loadWordRules(policiesDir)
  const { templates, languages, findings } = readTemplateFolder(folder, words)
  const found = findings.length > 0 ? findings : findingsWithValues(templates, bankFor(languages), words)
  print(json, { templates: templates.length, findings: found }, () => [
    ...found.map(printFinding),
    `${templates.length} templates, ${found.length} findings`,
  ])
  if (found.length > 0) process.exitCode = exitCodes.failed
}

/** What would keep a message from leaving that is well written: its values, or that the gateway knows it otherwise. */
function findingsWithValues(
  templates: readonly TemplateFile[],
  bank: BankProfile,
  words: WordRules,
): Finding[] {
  const texts = loadRegisteredTexts(policiesDir)
  return [
    ...trialFindings(templates, bank, words),
    ...registrationFindings(texts, templates, { bank, words }),
  ]
}

async function writePdf(folder: string, template: Template, { text }: RenderedNotice): Promise<string> {
  const path = join(folder, `${templateName(template).replaceAll('/', '-')}.pdf`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, await letterPdf({ ...inventedLetter, text }))
  return path
}

type Wanted = Record<'name' | 'language' | 'channel' | 'manner', string | undefined>

function isWanted(template: Template, wanted: Wanted): boolean {
  const keys = ['name', 'language', 'channel', 'manner'] as const
  return keys.every((key) => wanted[key] === undefined || wanted[key] === template[key])
}

function bankFor(languages: readonly string[]): BankProfile {
  const bank = loadBankProfile(policiesDir)
  requireLanguages(bank, languages)
  return bank
}
