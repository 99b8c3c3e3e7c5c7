/**
 * How the value of each application identifier stands behind a `+` or `++` EPC (TDS 2.3 table F). One or two components, each a letter and a
 * size: `N` digits in half bytes, `B` digits as one number of fixed width, `V` counted digits of at most that many, `X` counted text of at
 * most that many characters, `T` digits up to a delimiter and then text, `D` a date of that many pairs of digits; `R` a date or a range of
 * two, `P` a date and time of any precision, `C` a country's two letters, `F` one bit, `M` a minus sign or none, `S` a sequence such as 1/3.
 */
export type Component = { readonly kind: string; readonly size: number; readonly lengthBits: number }

const rows = `00=N18 01=N14 02=N14 10=X20 11=D3 12=D3 13=D3 15=D3 16=D3 17=D3 20=B2 21=X20 22=X20 235=X28 240=X30 241=X30 242=V6 243=X20
250=X30 251=X30 253=N13,X17 254=X20 255=N13,V12 30=V8 310.=B6 311.=B6 312.=B6 313.=B6 314.=B6 315.=B6 316.=B6 320.=B6 321.=B6 322.=B6
323.=B6 324.=B6 325.=B6 326.=B6 327.=B6 328.=B6 329.=B6 330.=B6 331.=B6 332.=B6 333.=B6 334.=B6 335.=B6 336.=B6 337.=B6 340.=B6 341.=B6
342.=B6 343.=B6 344.=B6 345.=B6 346.=B6 347.=B6 348.=B6 349.=B6 350.=B6 351.=B6 352.=B6 353.=B6 354.=B6 355.=B6 356.=B6 357.=B6 360.=B6
361.=B6 362.=B6 363.=B6 364.=B6 365.=B6 366.=B6 367.=B6 368.=B6 369.=B6 37=V8 390*=V15 391*=B3,V15 392*=V15 393*=B3,V15 394!=B4 395!=B6
400=X30 401=X30 402=B17 403=X30 410=N13 411=N13 412=N13 413=N13 414=N13 415=N13 416=N13 417=N13 420=X20 421=B3,X9 422=B3 423=V15 424=B3
425=V15 426=B3 427=X3 4300=X35 4301=X35 4302=X70 4303=X70 4304=X70 4305=X70 4306=X70 4307=C 4308=X30 4309=B20 4310=X35 4311=X35 4312=X70
4313=X70 4314=X70 4315=X70 4316=X70 4317=C 4318=X20 4319=X30 4320=X35 4321=F 4322=F 4323=F 4324=D5 4325=D5 4326=D3 4330=B6,M 4331=B6,M
4332=B6,M 4333=B6,M 7001=B13 7002=X30 7003=D5 7004=V4 7005=X12 7006=D3 7007=R 7008=X3 7009=X10 7010=X2 7011=P 7020=X20 7021=X20 7022=X20
7023=T30 703*=B3,X27 7040=X4 7041=X4 710=X20 711=X20 712=X20 713=X20 714=X20 715=X20 716=X20 723*=X30 7240=X20 7241=N2 7242=X25 7250=B8
7251=B12 7252=B1 7253=X40 7254=X30/6 7255=X10 7256=X90 7257=X70 7258=S 7259=X40 8001=B14 8002=X20 8003=N14,X16 8004=T30 8005=B6 8006=N18
8007=X24 8008=P 8009=X50 8010=T30 8011=V12 8012=X20 8013=X25 8017=N18 8018=N18 8019=V10 8020=X25 8026=N18 8030=X90 8110=X70 8111=B4
8112=X70 8200=X70 90=X30 91=X90 92=X90 93=X90 94=X90 95=X90 96=X90 97=X90 98=X90 99=X90`

/** The fourth digit that `.`, `!` and `*` stand for: decimal places of measures, of percentages, of amounts. */
const lastDigits: Readonly<Record<string, string>> = { '.': '012345', '!': '0123', '*': '0123456789' }

function expand(row: string): [string, readonly Component[]][] {
  const [key = '', value = ''] = row.split('=')
  const components = value.split(',').map((component) => {
    const [size = '0', lengthBits] = component.slice(1).split('/')
    return {
      kind: component.charAt(0),
      size: Number(size),
      lengthBits: lengthBits === undefined ? Math.ceil(Math.log2(Number(size) + 1)) : Number(lengthBits),
    }
  })
  const digits = lastDigits[key.slice(-1)]
  if (digits === undefined) return [[key, components]]
  return [...digits].map((digit) => [key.slice(0, -1) + digit, components])
}

const byAi: ReadonlyMap<string, readonly Component[]> = new Map(rows.split(/\s+/).flatMap(expand))
export const componentsOf = (ai: string): readonly Component[] | undefined => byAi.get(ai)

const lengths: ReadonlyMap<string, number> = new Map([...byAi.keys()].map((ai) => [ai.slice(0, 2), ai.length]))
/** How many digits an application identifier has that begins with these two (TDS table K); undefined where none does. */
export const aiLengthOf = (firstTwo: string): number | undefined => lengths.get(firstTwo)
