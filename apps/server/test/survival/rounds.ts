import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandLineOf } from '../../src/platform/postgres/processes.ts'
import { type Installation, waitUntil } from './installation.ts'
import {
  assertDurable,
  assertFactsByApi,
  assertLogVerifies,
  assertPromisesKept,
  assertStoredBodies,
  awaitOpenJobs,
  awaitSigned,
  awaitUnknownJobs,
  chooseFacts,
} from './invariants.ts'
import { type Counts, Load, noCounts, send } from './load.ts'
import { Memory } from './memory.ts'
import { Notes } from './notes.ts'
import { eachOf, PublicLog } from './public-log.ts'
import type { Random } from './random.ts'

/** Who is killed. `starting`: both, and the server that is started after them once more, wherever it is by then. */
export const killKinds = ['server', 'postgres', 'backend', 'both', 'starting'] as const
export type KillKind = (typeof killKinds)[number]

/** What goes wrong for a while. */
export type Fault = { readonly begin: () => void; readonly lastsMs: number; readonly end: () => void }

/** What a run has done, for its report. */
export type Tally = Counts & {
  rounds: number
  /** Events that were promised to be recorded; `recorded` counts their documents. */
  facts: number
  kills: Record<KillKind, number>
  /** Documents and jobs that the moment of the kill found without their end. */
  unanswered: number
  openJobs: number
  factsRead: number
  proofs: number
  size: number
  notes: number
  notesSeen: number
}

/** One data folder that lives through everything that is done to it, and the memory of those who used it. */
export class Survival {
  readonly installation: Installation
  readonly memory = new Memory()
  readonly notes = new Notes()
  readonly counts: Counts = noCounts()
  readonly kills: Record<KillKind, number> = { server: 0, postgres: 0, backend: 0, both: 0, starting: 0 }
  #rounds = 0
  #unanswered = 0
  #openJobs = 0
  #factsRead = 0
  #proofs = 0
  #checkedSize = 0
  #roundBegan = 0
  #lostBefore = 0

  constructor(installation: Installation) {
    this.installation = installation
  }

  /** Starts the server, and looks at once at what it serves. */
  async start(): Promise<void> {
    await this.installation.start()
    await this.notes.meet(this.installation)
    await this.notes.ask(this.installation)
  }

  beginLoad(random: Random, largeDocuments = 1): Load {
    const { installation, memory, notes, counts } = this
    this.#rounds += 1
    memory.beginRound()
    this.#roundBegan = Date.now()
    this.#lostBefore = counts.lost
    return new Load({ installation, memory, notes, random, counts, largeDocuments })
  }

  /** A round: load, a kill at a moment of the seed, recovery, and everything that must hold then. */
  async round(kind: KillKind, random: Random): Promise<void> {
    const load = this.beginLoad(random.fork(1))
    try {
      await this.#kill(kind, load, random)
    } finally {
      await load.stop()
    }
    this.#unanswered += this.memory.ofRound.filter(({ state }) => state === 'unanswered').length
    this.#openJobs += this.memory.open.size
    if (kind !== 'postgres' && kind !== 'backend') await this.#restart(kind, random)
    await this.check(random)
  }

  async #kill(kind: KillKind, load: Load, random: Random): Promise<void> {
    const { installation } = this
    const answers = random.between(5, 140)
    if (random.chance(0.6)) await load.until('a large document is accepted', () => load.opened > 0)
    else await load.until(`${answers} answers`, () => load.answers >= answers)
    await sleep(random.below(random.pick([5, 60, 300])))
    this.kills[kind] += 1
    if (kind === 'postgres' || kind === 'backend') {
      const isBackend = kind === 'backend'
      if (!isBackend) assert.equal(installation.killPostgres(), 1)
      else assert.ok(killOneBackend(installation, random), 'a backend was there to be killed')
      const before = load.answers
      await load.until('the server answers again by itself', () => load.answers >= before + 12)
      assert.equal(this.counts.lost, this.#lostBefore, 'a server that lives answers every request')
      return
    }
    const isFirst = random.chance(0.5)
    if (kind !== 'server' && isFirst) installation.killPostgres()
    await installation.killServer()
    if (kind !== 'server' && !isFirst) installation.killPostgres()
  }

  async #restart(kind: KillKind, random: Random): Promise<void> {
    const { installation } = this
    if (kind === 'starting') {
      const server = installation.spawn()
      await Promise.race([sleep(random.between(50, 1_600)), server.ended])
      if (random.chance(0.5)) installation.killPostgres()
      await installation.killServer()
    }
    await this.start()
  }

  /**
   * A fault that comes while a large document is being recorded and goes again while everybody is still at work. The server lives: it answers
   * every request, now or by turning it away.
   */
  async disturb(random: Random, fault: Fault): Promise<void> {
    const load = this.beginLoad(random.fork(1), 3)
    try {
      await load.until('large documents are accepted', () => load.opened > 2)
      fault.begin()
      this.#openJobs += this.memory.open.size
      await sleep(fault.lastsMs)
      fault.end()
      const before = load.answers
      await load.until('requests are answered again', () => load.answers >= before + 40)
    } finally {
      await load.stop()
    }
    assert.equal(this.counts.lost, this.#lostBefore, 'a server that lives answers every request')
    await this.check(random.fork(2))
  }

  /** The server is killed while its PostgreSQL stands still: the next start finds one that obeys no order, and ends it. */
  async killBesideStalled(random: Random): Promise<void> {
    const { installation } = this
    const load = this.beginLoad(random)
    try {
      await load.until('a large document is accepted', () => load.opened > 0)
      assert.ok(installation.signalPostgres('SIGSTOP') > 1)
      await installation.killServer()
    } finally {
      await load.stop()
    }
    await this.start()
    await this.check(random.fork(1))
  }

  /** Everything that must hold, now that nobody is at work but those who got no answer. */
  async check(random: Random): Promise<void> {
    const { installation, memory, notes } = this
    await this.#awaitHealth()
    await notes.ask(installation)
    await assertPromisesKept(installation, memory, memory.ofRound)
    await awaitOpenJobs(installation, memory)
    await this.#sendAgain()
    await awaitUnknownJobs(installation, this.#roundBegan)
    const newest = await awaitSigned(installation, notes)
    const log = await PublicLog.read(installation, newest.size)
    this.#proofs += log.assertContains(notes.all, newest)
    await log.assertEntries(installation, this.#checkedSize)
    const older = memory.sent.length === 0 ? [] : Array.from({ length: 40 }, () => random.pick(memory.sent))
    const chosen = [...chooseFacts(memory.ofRound, random), ...older.flatMap(({ indexes }) => indexes.slice(0, 3))]
    this.#factsRead += await assertFactsByApi(installation, log, memory, notes.origin, chosen)
    await assertStoredBodies(installation, memory, this.#checkedSize, newest.size)
    await assertDurable(installation)
    await assertLogVerifies(installation, newest.size)
    this.#checkedSize = newest.size
  }

  /** The end of a run: every promise ever made once more, the stored bytes of every fact, and the facts of every round through the API. */
  async checkAll(random: Random): Promise<void> {
    const { installation, memory, notes } = this
    const newest = await awaitSigned(installation, notes)
    await assertPromisesKept(installation, memory, memory.sent)
    await assertStoredBodies(installation, memory, 0, newest.size)
    const log = await PublicLog.read(installation, newest.size)
    await log.assertEntries(installation, 0)
    const chosen = chooseFacts(memory.sent, random)
    this.#factsRead += await assertFactsByApi(installation, log, memory, notes.origin, chosen)
    assert.ok(memory.sent.every(({ state }) => state === 'recorded' || state === 'refused'))
  }

  async #awaitHealth(): Promise<void> {
    await waitUntil('the server is well', async () => {
      const response = await this.installation.fetch('/health')
      await response.arrayBuffer()
      return response.status === 200
    })
  }

  /** What got no answer is sent once more and must now be answered: there is no load, and no fault. */
  async #sendAgain(): Promise<void> {
    const { installation, memory, counts } = this
    const unanswered = memory.ofRound.filter(({ state }) => state === 'unanswered')
    await eachOf(unanswered, async (sent) => {
      counts.resent += 1
      await waitUntil(`document ${sent.parcel.first} is answered`, () => send(installation, memory, sent, counts), 200)
    })
    await awaitOpenJobs(installation, memory)
  }

  tally(): Tally {
    const { counts, kills, memory, notes } = this
    return {
      ...counts,
      rounds: this.#rounds,
      facts: memory.facts,
      kills,
      unanswered: this.#unanswered,
      openJobs: this.#openJobs,
      factsRead: this.#factsRead,
      proofs: this.#proofs,
      size: this.#checkedSize,
      notes: notes.all.length,
      notesSeen: notes.seen,
    }
  }
}

/** One of the connections that the server works with; PostgreSQL then ends all of them and recovers. */
function killOneBackend(installation: Installation, random: Random): boolean {
  const backends = installation.postgresProcesses().filter(({ pid }) => / proofline_server /.test(commandLineOf(pid) ?? ''))
  for (const { pid } of random.shuffle(backends)) if (installation.killPostgres((found) => found.pid === pid) === 1) return true
  return false
}
