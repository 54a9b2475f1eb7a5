// Which templates are there, and is each fit to be used? Reads the whole folder and says everything that is wrong with
// it; nothing of a folder with a finding is used.
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { lintTemplate } from '../domain/words/lint'
import { type Finding, type Template, readTemplate, templateName } from '../domain/words/template'
import { type WordRules, silencesIn } from '../domain/words/word-rules'
import { sha256Of } from './sha256'

/** A template with the hash of its file: what a message can be proven to have been written in. */
export interface TemplateFile extends Template {
  /** `<language>/<channel>/<name>[.<manner>]@<version>`: what goes into records, never the text itself. */
  id: string
  sha256: string
}

export interface TemplateFolder {
  languages: string[]
  templates: TemplateFile[]
  findings: Finding[]
}

/** Reads and checks every file of the folder. */
export function readTemplateFolder(dir: string, rules: WordRules): TemplateFolder {
  const languages = readdirSync(dir)
    .filter((name) => statSync(join(dir, name)).isDirectory())
    .sort()
    .reverse()
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(dir, path)).isFile())
    .sort()
  const readings = files.map((path) => readFile(dir, path))
  const templates = readings.flatMap(({ template }) => template ?? [])
  const findings = [
    ...readings.flatMap(({ findings }) => findings),
    ...templates.flatMap((template) => lintTemplate(template, rules)),
    ...kinFindings(templates, languages),
    ...silencesIn(rules, languages).map(({ id, language }) => ({
      file: 'policies/words.yaml',
      line: 1,
      rule: id,
      text: `has nothing in ${language}, in which there are templates`,
    })),
  ]
  return { languages, templates, findings }
}

function readFile(dir: string, path: string): { template?: TemplateFile; findings: Finding[] } {
  const source = readFileSync(join(dir, path), 'utf8')
  const reading = readTemplate(path, source)
  if (!reading.ok) return { findings: reading.findings }
  const { template } = reading
  const sha256 = sha256Of(source)
  return {
    template: { ...template, id: `${templateName(template)}@${template.version}`, sha256 },
    findings: [],
  }
}

/** Every template is there in every language, with an ordinary form to fall back to, and is one kind of thing. */
function kinFindings(templates: readonly TemplateFile[], languages: readonly string[]): Finding[] {
  const names = new Map(templates.map((template) => [`${template.channel}/${template.name}`, template]))
  return [...names].flatMap(([name, { kind }]) => {
    const kin = templates.filter((template) => `${template.channel}/${template.name}` === name)
    const lacking = languages.filter(
      (language) => !kin.some((one) => one.language === language && one.manner === 'ordinary'),
    )
    return [
      ...lacking.map((language) => missing(`templates/${language}/${name}.txt`)),
      ...kin
        .filter((one) => one.kind !== kind)
        .map(({ file }) => ({
          file,
          line: 1,
          rule: 'KIND',
          text: `other forms of ${name} are of kind ${kind}`,
        })),
    ]
  })
}

function missing(file: string): Finding {
  return {
    file,
    line: 1,
    rule: 'MISSING',
    text: 'is missing: every template has an ordinary form in every language',
  }
}
