import { type Party, uri } from '../scenarios/names.ts'
import { Story } from '../scenarios/story.ts'

/** A quantity of a lot (`device:L`), or one thing by its name (`device:L#1`; `device#1`: no fact tells its lot). */
export type Item = { readonly lot: string; readonly quantity: number } | { readonly name: string }

export type Deed =
  | { readonly kind: 'receive'; readonly lot: string; readonly quantity: number }
  | {
      readonly kind: 'make'
      readonly outputs: readonly Item[]
      readonly inputs: readonly Item[]
      readonly pools: boolean
      readonly takes?: Readonly<Record<string, readonly string[]>>
    }
  | { readonly kind: 'rework'; readonly item: Item; readonly inputs: readonly Item[] }
  /** Of units of a lot; of a product alone: of whichever lot. */
  | { readonly kind: 'name'; readonly lot: string; readonly names: readonly string[] }
  | { readonly kind: 'ship' | 'return'; readonly item: Item | { readonly carrier: string }; readonly party: Party }
  | { readonly kind: 'see'; readonly name: string }
  | { readonly kind: 'pack' | 'unpack'; readonly item: Item; readonly carrier: string }
  | { readonly kind: 'fit' | 'remove'; readonly item: Item; readonly device: string }

/** A deed at `minute` of the day, give or take `doubt` minutes; contested: another source says that it did not occur. */
export type Told = { readonly deed: Deed; readonly minute: number; readonly doubt: number; readonly contested: boolean }

export const surelyEarlier = (a: Told, b: Told): boolean => a.minute + a.doubt < b.minute - b.doubt

const line = (item: Item | { readonly carrier: string }): string =>
  'lot' in item ? `${item.quantity} of ${item.lot}` : 'carrier' in item ? item.carrier : item.name

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** The same deeds as captured events. */
export function narrate(history: readonly Told[]): Story {
  const story = new Story()
  history.forEach(({ deed, minute, doubt, contested }, index) => {
    const telling = { ...(doubt > 0 && { clockSeconds: doubt * 60 }), as: `deed-${index}` }
    tell(story.at(`2025-03-03 ${clock(minute)}`), deed, telling)
    if (contested) story.at('2025-03-05 08:00').deny(`deed-${index}`, { source: 'doubter' })
  })
  return story
}

function tell(story: Story, deed: Deed, telling: { clockSeconds?: number; as: string }): void {
  switch (deed.kind) {
    case 'receive':
      story.receive([line(deed)], 'Supplier', telling)
      break
    case 'make':
      story.make(deed.outputs.map(line), {
        of: deed.inputs.map(line),
        pools: deed.pools,
        ...(deed.takes && { takes: deed.takes }),
        ...telling,
      })
      break
    case 'rework':
      story.make([line(deed.item)], { of: [line(deed.item), ...deed.inputs.map(line)], ...telling })
      break
    case 'name':
      story.add(deed.names, telling)
      break
    case 'ship':
      story.ship([line(deed.item)], deed.party, telling)
      break
    case 'return':
      story.returned([line(deed.item)], deed.party, telling)
      break
    case 'see':
      story.see('stocking', [deed.name], telling)
      break
    case 'pack':
      story.pack(deed.carrier, [line(deed.item)], telling)
      break
    case 'unpack':
      story.unpack(deed.carrier, [line(deed.item)], telling)
      break
    case 'fit':
      story.fit(deed.device, [line(deed.item)], telling)
      break
    case 'remove':
      story.remove(deed.device, [line(deed.item)], telling)
  }
}

/** `device:L` of `device:L#1`; `device` of `device#1`. */
export const lotOfName = (name: string): string => name.slice(0, name.indexOf('#'))
export const productOf = (name: string): string => name.split(/[:#]/)[0] ?? name
export const isUntold = (name: string): boolean => !name.includes(':')
export const idOf = (name: string): string => uri(name)
