// A customer who can be contacted on some channels at any time, and on the others not at all: what forecasts are told in
// tests of the ladder, where rule packs are not the matter.
import type { ContactChannel } from '../../domain/facts'
import type { ForecastOptions } from '../../domain/ladder/forecast'

export function reaching(...channels: readonly ContactChannel[]): ForecastOptions['mayContact'] {
  return ({ channel }) =>
    channel === 'voice' || channels.includes(channel)
      ? { kind: 'allowed' }
      : { kind: 'withheld', ruleId: 'NO_CONTACT_POINT', text: `nothing to reach the customer by ${channel}` }
}
