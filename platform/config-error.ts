// How does a wrong setting end a program? With the name of the setting and the cure, and never with its value, which may
// be a password.

/** A setting is missing or wrong. `code` is stable; the message names the variable and the cure. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID'
  override readonly name = 'ConfigError'
}

/** Settings that make sense only together. @throws ConfigError when some are set and others are not. */
export function requireTogether(group: Record<string, string | undefined>): void {
  const names = Object.keys(group)
  const missing = names.filter((name) => group[name] === undefined)
  if (missing.length === 0 || missing.length === names.length) return
  throw new ConfigError(`${missing.join(', ')} missing: ${names.join(', ')} are set together or not at all`)
}
