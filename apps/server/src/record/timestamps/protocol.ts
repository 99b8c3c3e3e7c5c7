import type * as request from './request.ts'
import type * as token from './token.ts'

type Protocol = Pick<typeof request, 'askAuthority' | 'makeRequest'> & Pick<typeof token, 'verifyToken'>

/** Requests and tokens, loaded where there is a stamp to ask for or to verify: their library costs each start a tenth of a second, and most logs have none. */
export const loadProtocol = async (): Promise<Protocol> => ({ ...(await import('./request.ts')), ...(await import('./token.ts')) })
