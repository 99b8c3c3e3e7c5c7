import type { Catalog } from '@proofline/problems'
import {
  benchTexts,
  codesTexts,
  demoTexts,
  epcisCommandTexts,
  operatingTexts,
  tracingTexts,
  tracingWords,
  verificationTexts,
} from './wording/index.ts'

/** What the command says. Help texts fit 80 columns; each teaches by an example. */
export const texts = {
  en: {
    ...benchTexts.en,
    ...codesTexts.en,
    ...demoTexts.en,
    ...epcisCommandTexts.en,
    ...operatingTexts.en,
    ...tracingTexts.en,
    ...tracingWords.en,
    ...verificationTexts.en,
    'overview-head': 'proofline: the evidence chain, from the command line\n\nUsage: proofline COMMAND [OPTIONS]',
    'overview-foot':
      'proofline help COMMAND    what it does, with examples\nproofline help exit-codes what the exit code says\n\nStart here:\n  npm start                              in one terminal\n  npx proofline capture my-events.json   in another',
    'options-foot':
      'Options of every command:\n  --json         results for machines: one JSON value a line on standard output\n  --lang en|zh   language (default: the locale)\n  --data DIR     the data folder (default: PROOFLINE_DATA, else data/)\n  --server URL   the server (default: the one that the data folder names);\n                 token from the data folder, or PROOFLINE_TOKEN\n  --client NAME  speak as this client (see proofline help client)\n  -h, --help     this text',
    'exit-codes':
      'Exit codes\n  0    done; a verification found nothing wrong\n  1    the answer is no: a document was refused, a verification found something\n  2    the command line is wrong; nothing was done\n  3    no server answered\n  4    the server did not accept the token\n  5    the server, or this command, failed; the outcome is unknown\n  130  ended by Ctrl-C',
    'start-summary': 'start the server (as npm start does)',
    'start-help':
      'proofline start\n\nStarts the server and its PostgreSQL on the data folder; Ctrl-C stops both.\nPORT (8080), HOST (127.0.0.1), PROOFLINE_DATA and DATABASE_URL are read from the\nenvironment.\n\nExample:\n  PORT=9000 npx proofline start --data /srv/proofline',
    'capture-summary': 'send EPCIS 2.0 documents to the log',
    'capture-help':
      "proofline capture FILE… [--proceed]\n\nSends EPCIS documents, JSON-LD or XML, and waits until they are in the log. FILE\nis a file, a folder (every .json, .jsonld and .xml below it, by name), or - for\nstandard input. JSON above the server's limits is cut between events, XML is\nnot; each part is captured whole or not at all. Sending it again adds nothing.\n\n  --proceed   keep the good events of a part that has bad ones (default: the\n              whole part is refused, with every problem)\n\nExamples:\n  npx proofline capture receipts.json\n  npx proofline capture ./export/2026-11/ --proceed\n  mes-export | npx proofline capture - --json",
    'export-summary': 'an evidence bundle that anyone can verify offline',
    'export-help':
      'proofline export --object ID [--object ID…] --out BUNDLE.zip\n\nWrites the facts that name the objects, with their proofs, the signed\ncheckpoint, the keys and a readable summary. Whoever gets it checks it without\nthis server:\nnpx proofline verify BUNDLE.zip\n\n  --without-bodies   only the commitments: shows that and when, not what\n\nExample:\n  npx proofline export --object https://id.gs1.org/01/04012345123456/21/S1 \\\n    --out bundle.zip',
    'export-usage': 'name what to export and where to: --object ID --out bundle.zip. Try: proofline help export',
    'not-writable': '{path} cannot be written ({reason}).',
    exported: '{out}: {bytes} bytes. Check it with: npx proofline verify {out}',
    'client-summary': 'API clients: one token for each outside system',
    'client-help':
      'proofline client list\nproofline client add NAME\nproofline client remove NAME\n\nEach outside system (ERP, MES, WMS …) gets a token of its own and is a source of\nits own: what it says stands under its name, and only it can declare its own\nevents wrong. The token is written to clients/NAME in the data folder. Removing\na client revokes the token; what it captured stays.\n\nExamples:\n  npx proofline client add mes-line-1\n  npx proofline capture --client mes-line-1 shift.json',
    'client-usage': 'say what to do: list, add NAME or remove NAME. Try: proofline help client',
    'client-added': 'client {name} added; its token stands in {path}',
    'client-removed': 'client {name} removed: its token no longer works',
    'no-client': 'there is no client {client} in {folder}. Add it with: proofline client add {client}',
    unexpected: 'it failed: {reason}.\nWhat was under way may be half done; the log never is. PROOFLINE_DEBUG=1 shows where it arose.',
    'unknown-language': 'there is no language "{language}": use --lang en or --lang zh',
    usage: '{reason}\nTry: proofline help {command}',
    'unknown-command': 'there is no command "{name}". Try: proofline help',
    'command-is-file': '"{name}" is a file, not a command. Did you mean: proofline capture {name}',
    'no-server':
      'no server is known: {folder} holds no server.json.\nStart one with "npm start", or name the data folder (--data, PROOFLINE_DATA) or the server (--server).',
    'no-token':
      'no client token: {folder} holds no client-token.\nIt is made when the server first starts; for a server elsewhere set PROOFLINE_TOKEN.',
    'not-readable': '{path} cannot be read ({reason}). Run the command as the user who runs the server.',
    'no-answer': 'no answer from {address}: {reason}.\nIs the server running? Start it with "npm start".',
    unauthorised: '{address} did not accept the client token. Is --data the folder of this server?',
    'server-failed': 'the server answered with status {status}: {detail}',
    'request-refused': 'the server refused the request (status {status}): {detail}',
    'no-such-file': '{path} cannot be opened ({reason}). Check the name.',
    'empty-folder': '{path} holds no file that ends in one of {endings}.',
    'nothing-named': 'nothing to do: name at least one file, or - for standard input. Try: proofline help {command}',
    'document-too-large':
      '{path} has {size} bytes; the server takes {limit} bytes and {events} events at once, and it cannot be cut: it has no event list, or its header or one event is too large.',
    'document-captured': '{name}: {events} events captured in {parts} part(s), {duration}',
    'part-refused': '{name}: events {first} to {last} refused, nothing of them was stored:',
    'document-refused': '{name}: refused, nothing of it was stored:',
    'part-partly': '{name}: of events {first} to {last} only the good ones were stored:',
    'more-problems': '… and {more} more; --json shows all',
    captured: '{events} events of {documents} document(s) captured in {duration}; documents refused: {refused}',
  },
  zh: {
    ...benchTexts.zh,
    ...codesTexts.zh,
    ...demoTexts.zh,
    ...epcisCommandTexts.zh,
    ...operatingTexts.zh,
    ...tracingTexts.zh,
    ...tracingWords.zh,
    ...verificationTexts.zh,
    'overview-head': 'proofline：在命令行使用证据链\n\n用法：proofline 命令 [选项]',
    'overview-foot':
      'proofline help 命令        说明与示例\nproofline help exit-codes  退出码的含义\n\n从这里开始：\n  npm start                              在一个终端\n  npx proofline capture my-events.json   在另一个终端',
    'options-foot':
      '所有命令共有的选项：\n  --json         供机器读取的结果：标准输出每行一个 JSON 值\n  --lang en|zh   语言（默认：系统区域设置）\n  --data 目录    数据目录（默认：PROOFLINE_DATA，否则为 data/）\n  --server 地址  服务器（默认：数据目录所记录的服务器）；\n                 令牌取自数据目录或 PROOFLINE_TOKEN\n  --client 名称  以该客户端的身份（见 proofline help client）\n  -h, --help     显示本说明',
    'exit-codes':
      '退出码\n  0    完成；校验未发现问题\n  1    结果为否：文档被拒收，或校验发现问题\n  2    命令行有误；未执行任何操作\n  3    没有服务器应答\n  4    服务器不接受该令牌\n  5    服务器或本命令出错；结果未知\n  130  被 Ctrl-C 终止',
    'start-summary': '启动服务器（同 npm start）',
    'start-help':
      'proofline start\n\n在数据目录上启动服务器及其 PostgreSQL；按 Ctrl-C 同时停止两者。\n读取环境变量 PORT（8080）、HOST（127.0.0.1）、PROOFLINE_DATA、DATABASE_URL。\n\n示例：\n  PORT=9000 npx proofline start --data /srv/proofline',
    'capture-summary': '将 EPCIS 2.0 文档写入日志',
    'capture-help':
      'proofline capture 文件… [--proceed]\n\n发送 EPCIS 文档（JSON-LD 或 XML），并等待其写入日志。“文件”可以是文件、目录\n（按名称顺序读取其下所有 .json、.jsonld 和 .xml），或用 - 表示标准输入。\n超出服务器上限的 JSON 文档在事件之间切分，XML 文档不切分；每一部分要么整体\n采集，要么完全不采集。重复发送同样的内容不会增加任何记录。\n\n  --proceed   某部分含有错误事件时保留其中正确的事件（默认：整个部分\n              被拒收，并列出全部问题）\n\n示例：\n  npx proofline capture receipts.json\n  npx proofline capture ./export/2026-11/ --proceed\n  mes-export | npx proofline capture - --json',
    'export-summary': '导出任何人都能离线校验的证据包',
    'export-help':
      'proofline export --object 标识 [--object 标识…] --out 证据包.zip\n\n写出涉及这些对象的事实及其证明、已签署的检查点、公钥和可读摘要。收到者无需\n本服务器即可校验：npx proofline verify 证据包.zip\n\n  --without-bodies   仅含承诺值：证明其存在与时间，不透露内容\n\n示例：\n  npx proofline export --object https://id.gs1.org/01/04012345123456/21/S1 \\\n    --out bundle.zip',
    'export-usage': '请指定导出对象和输出文件：--object 标识 --out bundle.zip。请尝试：proofline help export',
    'not-writable': '无法写入 {path}（{reason}）。',
    exported: '{out}：{bytes} 字节。校验方法：npx proofline verify {out}',
    'client-summary': 'API 客户端：每个外部系统一个令牌',
    'client-help':
      'proofline client list\nproofline client add 名称\nproofline client remove 名称\n\n每个外部系统（ERP、MES、WMS……）有自己的令牌，并作为独立的来源：其陈述记在\n自己名下，且只有它自己能声明其事件有误。令牌写入数据目录的 clients/名称。\n删除客户端即吊销令牌；其已采集的内容保留。\n\n示例：\n  npx proofline client add mes-line-1\n  npx proofline capture --client mes-line-1 shift.json',
    'client-usage': '请说明操作：list、add 名称 或 remove 名称。请尝试：proofline help client',
    'client-added': '已添加客户端 {name}，其令牌保存在 {path}',
    'client-removed': '已删除客户端 {name}：其令牌不再有效',
    'no-client': '{folder} 中没有客户端 {client}。添加方法：proofline client add {client}',
    unexpected: '执行失败：{reason}。\n正在进行的操作可能只完成了一部分，但日志不会。设置 PROOFLINE_DEBUG=1 可查看出错位置。',
    'unknown-language': '没有语言“{language}”：请使用 --lang en 或 --lang zh',
    usage: '{reason}\n请尝试：proofline help {command}',
    'unknown-command': '没有命令“{name}”。请尝试：proofline help',
    'command-is-file': '“{name}”是文件而不是命令。您是否想输入：proofline capture {name}',
    'no-server':
      '找不到服务器：{folder} 中没有 server.json。\n请用“npm start”启动，或指定数据目录（--data、PROOFLINE_DATA）或服务器（--server）。',
    'no-token': '没有客户端令牌：{folder} 中没有 client-token。\n它在服务器首次启动时生成；若服务器在别处，请设置 PROOFLINE_TOKEN。',
    'not-readable': '无法读取 {path}（{reason}）。请以运行服务器的用户执行本命令。',
    'no-answer': '{address} 没有应答：{reason}。\n服务器是否在运行？请用“npm start”启动。',
    unauthorised: '{address} 不接受该客户端令牌。--data 是否为该服务器的数据目录？',
    'server-failed': '服务器返回状态 {status}：{detail}',
    'request-refused': '服务器拒绝了请求（状态 {status}）：{detail}',
    'no-such-file': '无法打开 {path}（{reason}）。请检查名称。',
    'empty-folder': '{path} 中没有以 {endings} 结尾的文件。',
    'nothing-named': '没有可处理的内容：请至少指定一个文件，或用 - 表示标准输入。请尝试：proofline help {command}',
    'document-too-large':
      '{path} 有 {size} 字节；服务器一次接收 {limit} 字节、{events} 个事件，且该文档无法切分：没有事件列表，或其头部或某个事件过大。',
    'document-captured': '{name}：已采集 {events} 个事件，共 {parts} 个部分，用时 {duration}',
    'part-refused': '{name}：第 {first} 至 {last} 个事件被拒收，均未存储：',
    'document-refused': '{name}：被拒收，未存储任何内容：',
    'part-partly': '{name}：第 {first} 至 {last} 个事件中仅存储了正确的事件：',
    'more-problems': '……另有 {more} 个问题；用 --json 查看全部',
    captured: '已采集 {documents} 个文档中的 {events} 个事件，用时 {duration}；被拒收的文档：{refused}',
  },
} satisfies Catalog
