// `arrears script list|show|check`: what callers say.
import { join } from 'node:path'
import type { Command as Program } from 'commander'
import type { CallScript } from '../domain/words/call-script'
import { loadCallScripts } from '../platform/call-scripts'
import { loadWordRules } from '../platform/word-rules'
import { CommandRefused, print } from './open'

interface Options {
  dir: string
  json?: boolean
}

/** Registers `script list`, `script show` and `script check`; the last ends with exit code 1 on a mistake. */
export function registerScriptCommands(program: Program): void {
  const group = program.command('script').description('what callers say, and what after which answer')
  const dir = join(__dirname, '..', 'policies')
  const add = (name: string, description: string) =>
    group
      .command(name)
      .description(description)
      .option('--dir <folder>', 'folder of rule packs with scripts/ in it', dir)
      .option('--json', 'print the result as JSON')
  add('list', 'every script with its version').action((options: Options) => {
    const scripts = load(options).map(({ script, language, version }) => ({ script, language, version }))
    print(options.json, scripts, () => scripts.map((one) => `${one.language}/${one.script}@${one.version}`))
  })
  add('check', 'mistakes by file, line and column').action((options: Options) => {
    const scripts = load(options)
    print(options.json, { scripts: scripts.length }, () => [`${scripts.length} scripts are good`])
  })
  add('show <script>', 'a script as a caller reads it, e.g. en/collection-call').action(show)
}

function load({ dir }: Options): CallScript[] {
  return loadCallScripts(dir, loadWordRules(dir))
}

function show(name: string, options: Options): void {
  const script = load(options).find((one) => `${one.language}/${one.script}` === name)
  if (!script)
    throw new CommandRefused('NO_SUCH_SCRIPT', `there is no script ${name}: see \`arrears script list\``)
  print(options.json, script, () =>
    Object.entries(script.steps).flatMap(([step, { say, answers }]) => [
      `${step}: ${say}`,
      ...answers.map(({ hears, next, outcome }) => `  ${hears} -> ${next ?? `outcome ${outcome ?? ''}`}`),
    ]),
  )
}
