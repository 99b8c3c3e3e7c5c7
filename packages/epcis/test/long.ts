/** How many cases a property tries: few in the daily run, a hundred times as many in the long one. */
export const runs = (daily: number): number => (process.env.PROOFLINE_LONG === '1' ? daily * 100 : daily)
