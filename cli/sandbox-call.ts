// `arrears sandbox call`: somebody answers a call that a machine made, or nobody. The local Twilio plays it: it asks the
// worker's door what to say, passes on the keys and reports the end, signed like the real one.
import { callDoor } from '../platform/voice-webhook'
import { CommandRefused, exitCodes, print, withArrears } from './open'
import { type SandboxOptions, doorAddress } from './sandbox-sms'

/** What the local endpoint answers: stack/endpoints/call-player.ts. */
interface Played {
  sid: string
  status: string
  said: string[]
  connectedTo: string | null
  error: { code: number; message: string } | null
}

/** @throws CommandRefused NOT_A_SANDBOX, NO_DOOR, NOT_PLAYED (there is no such call, or no such answer) */
export async function playCall(
  call: string,
  options: SandboxOptions & { answer: string; press?: string },
): Promise<void> {
  await withArrears(options, async ({ config }) => {
    doorAddress(config, callDoor, config.twilio)
    const { answer, press = '' } = options
    const body = JSON.stringify({ call, answer, press })
    const response = await fetch(new URL('/calls/play', config.twilio?.baseUrl ?? ''), {
      method: 'POST',
      body,
    })
    if (!response.ok) throw new CommandRefused('NOT_PLAYED', await response.text())
    const played = (await response.json()) as Played
    const { sid, status, said, connectedTo, error } = played
    print(options.json, played, () => [
      `${sid}: ${status}`,
      ...said.map((words) => `  said: ${words}`),
      ...(connectedTo === null ? [] : [`  connected with ${connectedTo}`]),
      ...(error === null ? [] : [`  broken off (${error.code}): ${error.message}`]),
    ])
    if (error) process.exitCode = exitCodes.failed
  })
}
