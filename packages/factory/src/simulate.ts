import type { Act } from './acts.ts'
import { runCampaign } from './campaign.ts'
import type { Plan } from './options.ts'
import { dayMs, type Story, World } from './world.ts'

/** The physical history, act by act in order of time. Memory holds the stories that still run (some weeks of them), whatever the size. */
export function simulate(plan: Plan): { world: World; acts: Generator<Act, void, void> } {
  const world = new World(plan)
  world.start(startCampaigns(world), plan.startMs)
  return { world, acts: world.run() }
}

/** The first campaign is the pilot: the others start when its modules are made, and work from the same stocks from then on. */
const pilotMs = 12 * dayMs

function* startCampaigns(world: World): Story {
  const { campaigns, startMs, intervalMs } = world.plan
  for (let index = 0; index < campaigns; index++) {
    world.start(runCampaign(world, index), world.nowMs)
    if (index + 1 < campaigns) yield startMs + pilotMs + index * intervalMs
  }
}
