import assert from 'node:assert/strict'
import { Installation } from './installation.ts'
import { chooseSeed, type Random, seeded } from './random.ts'
import { type Fault, type KillKind, killKinds, Survival, type Tally } from './rounds.ts'

/**
 * Makes an installation, works on it, removes it with every process. A failure says by which seed, and what server and PostgreSQL said last.
 * @param within the folder to make it in.
 */
export async function survive(work: (survival: Survival, random: Random) => Promise<void>, within?: string): Promise<Tally> {
  const seed = chooseSeed()
  const installation = Installation.make(within)
  const survival = new Survival(installation)
  try {
    await survival.start()
    await work(survival, seeded(seed))
    return survival.tally()
  } catch (error) {
    throw new Error(`PROOFLINE_SEED=${seed}\n${JSON.stringify(survival.tally())}\n${installation.lastWords()}`, { cause: error })
  } finally {
    await installation.remove()
  }
}

/** PostgreSQL with all its processes stands still, and goes on. */
export const stall = ({ installation }: Survival, lastsMs: number): Fault => ({
  begin: () => assert.ok(installation.signalPostgres('SIGSTOP') > 1),
  lastsMs,
  end: () => assert.ok(installation.signalPostgres('SIGCONT') > 1),
})

/** Every kind of kill as often as any other, in an order of the seed. */
export function planKills(rounds: number, random: Random): KillKind[] {
  const kinds: KillKind[] = []
  while (kinds.length < rounds) kinds.push(...random.shuffle(killKinds))
  return kinds.slice(0, rounds)
}

/** @param told once a round, so that whoever waits sees that it goes on. */
export async function surviveKills(survival: Survival, random: Random, rounds: number, told: (text: string) => unknown): Promise<void> {
  for (const [at, kind] of planKills(rounds, random).entries()) {
    try {
      await survival.round(kind, random.fork(1_000 + at))
    } catch (error) {
      throw new Error(`round ${at + 1}, kill -9 of: ${kind}`, { cause: error })
    }
    const { size, notes, openJobs, unanswered } = survival.tally()
    told(`round ${at + 1} of ${rounds}, ${kind}: ${size} facts, ${notes} notes, so far ${unanswered} unanswered, ${openJobs} jobs open`)
  }
}
