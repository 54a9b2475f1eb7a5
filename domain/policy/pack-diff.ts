// What has changed between two versions of a rule pack? Rule by rule, setting by setting, for whoever has to sign it off.
import { type RulePack, rulesOf } from './pack-file'

export type PackChange =
  | { kind: 'added' | 'removed'; ruleId: string; text: string }
  | { kind: 'changed'; ruleId: string; setting: string; before: string; after: string }

/** Changes of the head first, under the id `pack`, then of the rules in the order of the newer version. */
export function packDiff(before: RulePack, after: RulePack): PackChange[] {
  const old = new Map(rulesOf(before).map(({ part, rule }) => [rule.id, { part, ...rule }]))
  const now = new Map(rulesOf(after).map(({ part, rule }) => [rule.id, { part, ...rule }]))
  return [
    ...settingChanges('pack', headOf(before), headOf(after)),
    ...[...now].flatMap(([ruleId, rule]): PackChange[] => {
      const earlier = old.get(ruleId)
      return earlier ? settingChanges(ruleId, earlier, rule) : [{ kind: 'added', ruleId, text: rule.text }]
    }),
    ...[...old].flatMap(([ruleId, { text }]): PackChange[] =>
      now.has(ruleId) ? [] : [{ kind: 'removed', ruleId, text }],
    ),
  ]
}

function headOf({ version, title, signedOff, effective, appliesTo, zone, calendar }: RulePack): object {
  return { version, title, signedOff, effective, appliesTo, zone, calendar: calendar?.calendar ?? null }
}

function settingChanges(ruleId: string, before: object, after: object): PackChange[] {
  const settings = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return settings.flatMap((setting): PackChange[] => {
    const [was, is] = [shown(before, setting), shown(after, setting)]
    return was === is ? [] : [{ kind: 'changed', ruleId, setting, before: was, after: is }]
  })
}

function shown(part: object, setting: string): string {
  const value: unknown = part[setting as keyof object]
  return value === undefined ? 'not set' : JSON.stringify(value)
}
