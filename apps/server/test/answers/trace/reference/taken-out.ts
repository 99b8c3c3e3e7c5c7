import type { History } from './history.ts'
import { allIn } from './objects.ts'
import { type Span, surelyBefore } from './time.ts'

/** Some of a lot was taken out of a thing, and of the lot nobody had told before: it came with the thing, perhaps (§8 case 14). */
export type TakenOut = { readonly lot: string; readonly holder: string; readonly time: Span }

const known = new WeakMap<History, readonly TakenOut[]>()

export function takenOut(history: History): readonly TakenOut[] {
  const read = known.get(history) ?? readTakenOut(history)
  known.set(history, read)
  return read
}

function readTakenOut({ happenings, stays }: History): TakenOut[] {
  const unopened = stays.parts.filter((stay) => stay.unopened && stay.child.kind === 'lot')
  return unopened.flatMap(({ child: { id: lot }, holder, began }) => {
    const others = happenings.filter(
      (one) => allIn(one.event).some(({ id }) => id === lot) && !unopened.some((stay) => stay.child.id === lot && stay.began === one),
    )
    return others.some(({ time }) => surelyBefore(time, began.time)) ? [] : [{ lot, holder, time: began.time }]
  })
}
