// `arrears sandbox`: plays what providers and customers would send to the embedded stack. Signed like the real thing and
// sent to the same door, so that what takes it in is the code that a bank runs.
import type { Command as Program } from 'commander'
import { withCommonOptions } from './open'
import { playCall } from './sandbox-call'
import { playBounce } from './sandbox-bounce'
import { playReply, playReport } from './sandbox-sms'

/**
 * Registers `sandbox reply`, `sandbox call`, `sandbox report` and `sandbox bounce`. Refuses where messages go to the real providers:
 * NOT_A_SANDBOX.
 */
export function registerSandboxCommand(program: Program): void {
  const group = program
    .command('sandbox')
    .description('play what providers and customers send; embedded stack only')
  withCommonOptions(
    group
      .command('reply <from> <text>')
      .description('a customer answers by SMS from the number <from>, e.g. TD'),
  ).action(playReply)
  withCommonOptions(
    group
      .command('call <call>')
      .description('somebody answers a call, or nobody: <call> is its SID, or the number that was called')
      .requiredOption('--answer <who>', 'human, machine, fax, none, busy or failed')
      .option('--press <keys>', 'keys, one for each time that one is waited for, e.g. 10'),
  ).action(playCall)
  withCommonOptions(
    group
      .command('report <messageId> <status>')
      .description('the provider reports a message, by its id there: delivered, undelivered, failed')
      .option(
        '--code <code>',
        "the provider's or carrier's error code, e.g. 30005 or MK:0001: unknown number",
      ),
  ).action(playReport)
  withCommonOptions(
    group
      .command('bounce <message>')
      .description('an e-mail comes back: by its Message-ID or check code')
      .option('--soft', 'the mail server is still trying')
      .option('--complaint', 'the receiver has called it spam'),
  ).action(playBounce)
}
