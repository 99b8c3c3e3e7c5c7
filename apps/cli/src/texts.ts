import type { Catalog } from '@proofline/problems'

/** What the command says. Help texts fit 80 columns; each teaches by an example. */
export const texts = {
  en: {
    'overview-head': 'proofline: the evidence chain, from the command line\n\nUsage: proofline COMMAND [OPTIONS]',
    'overview-foot':
      'proofline help COMMAND    what it does, with examples\nproofline help exit-codes what the exit code says\n\nStart here:\n  npm start                              in one terminal\n  npx proofline capture my-events.json   in another',
    'options-foot':
      'Options of every command:\n  --json         results for machines: one JSON value a line on standard output\n  --lang en|zh   language (default: the locale)\n  --data DIR     the data folder (default: PROOFLINE_DATA, else data/)\n  --server URL   the server (default: the one that the data folder names);\n                 token from the data folder, or PROOFLINE_TOKEN\n  -h, --help     this text',
    'exit-codes':
      'Exit codes\n  0    done; a verification found nothing wrong\n  1    the answer is no: a document was refused, a verification found something\n  2    the command line is wrong; nothing was done\n  3    no server answered\n  4    the server did not accept the token\n  5    the server, or this command, failed; the outcome is unknown\n  130  ended by Ctrl-C',
    'start-summary': 'start the server (as npm start does)',
    'start-help':
      'proofline start\n\nStarts the server and its PostgreSQL on the data folder; Ctrl-C stops both.\nPORT (8080), HOST (127.0.0.1), PROOFLINE_DATA and DATABASE_URL are read from the\nenvironment.\n\nExample:\n  PORT=9000 npx proofline start --data /srv/proofline',
    'capture-summary': 'send EPCIS 2.0 documents to the log',
    'capture-help':
      "proofline capture FILE… [--proceed]\n\nSends EPCIS 2.0 JSON-LD documents and waits until they are in the log. FILE is a\nfile, a folder (every .json and .jsonld below it, in order of name), or - for\nstandard input. A document above the server's limits is cut between events; each\npart is captured whole or not at all. Sending the same again adds nothing.\n\n  --proceed   keep the good events of a part that has bad ones (default: the\n              whole part is refused, with every problem)\n\nExamples:\n  npx proofline capture receipts.json\n  npx proofline capture ./export/2026-11/ --proceed\n  mes-export | npx proofline capture - --json",
    'bench-summary': 'measure this machine and this version against their targets',
    'bench-help':
      "proofline bench [NAME…] [--quick] [--check]\n\nMeasures what the product promises, each figure beside a baseline on the same\nPostgreSQL in the same run. Everything runs in a temporary folder (TMPDIR: take\na real disk) and is removed afterwards; your data is not touched. Without NAME\nall of them, one after the other, in about ten minutes:\n\n  append           facts of 1 kB into a log that has 5 million idempotency keys\n  capture-mixed    EPCIS documents of 1,000 events over HTTP\n  capture-packing  the same, each event one case and 40 serials\n  capture-single   one event a request, 64 clients\n  verify-log       the whole log hashed again from its stored bytes\n  memory           the server's memory after a million events\n\n  --quick   smaller: says whether it runs, not how fast\n  --check   exit code 1 where a target is missed\n\nExamples:\n  npx proofline bench append --quick\n  TMPDIR=/srv/tmp npx proofline bench --check --json",
    'bench-unknown': 'there is no measure "{name}". There are: {names}',
    'bench-server-failed': 'the server of the benchmark did not start: {reason}',
    'bench-not-settled': 'the server took documents of {size} facts and holds only {found} of them after two minutes',
    'bench-column-measure': 'measure',
    'bench-column-figure': 'figure',
    'bench-column-baseline': 'baseline',
    'bench-column-ratio': 'ratio',
    'bench-column-target': 'target',
    'bench-column-result': 'result',
    'bench-met': 'met',
    'bench-missed': 'missed',
    'bench-stretch': '* aimed at, not required',
    'bench-quick': 'A quick run: it shows that the measures work; the figures are not those to quote.',
    'bench-unit-facts-per-s': 'facts/s',
    'bench-unit-events-per-s': 'events/s',
    'bench-unit-objects-per-s': 'objects/s',
    'bench-unit-requests-per-s': 'requests/s',
    'bench-reached-log': 'the log holds every event (there are no views yet)',
    'bench-reached-views': 'the views have caught up',
    'bench-append':
      'Median of {rounds} rounds of {facts} facts with a body of 1,000 bytes, 1,000 facts a submission, 4 under way, {keys} idempotency keys present; committed, signed and answered. Baseline: COPY of the same bodies into a plain table.',
    'bench-capture-mixed':
      'Median of {rounds} rounds of {documents} documents, {inFlight} under way, until {reached}: {events} events/s, {objects} objects/s, {bytes} MB/s. Server: {memory} MB at most, event loop {eventLoopMs} ms late at worst. Baseline: COPY of the same events into a plain table.',
    'bench-capture-packing':
      'Median of {rounds} rounds of {documents} documents, {inFlight} under way, until {reached}: {events} events/s, {objects} objects/s, {bytes} MB/s. Server: {memory} MB at most, event loop {eventLoopMs} ms late at worst. Baseline: COPY of the same events into a plain table.',
    'bench-capture-single':
      'Median of {rounds} rounds of {requests} requests by {clients} clients, until {reached}: answered in {p50Ms} ms (half of them), {p99Ms} ms (99 of 100). Server: {memory} MB at most, event loop {eventLoopMs} ms late at worst. Baseline: each event a row and a commit of its own, {clients} clients on {connections} connections.',
    'bench-verify-log':
      'Median of {rounds} rounds over {facts} facts with a body of 1,000 bytes. Baseline: COPY of the same table read to its end.',
    'bench-memory':
      '{events} events in {seconds} s, {rate} a second; the documents are made meanwhile. Event loop {eventLoopMs} ms late at worst. Baseline: the same server before the first document.',
    'bench-cpu': 'CPU seconds: server {server}, PostgreSQL {postgres}, client {client}.',
    'bench-machine': '{cpu}, {cores} cores, {memory} GB; Node {node}, PostgreSQL {postgres}; load {load}',
    'verify-summary': 're-hash the log, rebuild the views, or check a bundle',
    'verify-help':
      'proofline verify [--log] [--views]\nproofline verify BUNDLE.zip [--key VKEY]\n\nWithout a file: looks at the installation of the data folder, whether its server\nruns or not, and changes nothing. --log re-hashes every fact from the stored\nbytes up to the signed checkpoints and the one kept outside the database; --views\nrebuilds the views beside and compares. Without either, both.\n\nWith a file: checks an evidence bundle completely, offline: no socket is opened.\n--key is the log\'s verifier key as you got it from elsewhere; without it the\nverdict says that the key came with the bundle.\n\nExamples:\n  npx proofline verify\n  npx proofline verify --log --json\n  npx proofline verify bundle.zip --key "$(cat log.vkey)"',
    'verify-log-progress': 'log',
    'verify-log-read': 'Log {origin}\n  {facts} facts and {checkpoints} checkpoints re-hashed in {duration} ({rate} facts/s)',
    'verify-root': '  root {root}',
    'verify-fact': 'fact {from}',
    'verify-facts': 'facts {from} to {last}',
    'more-findings': '… and {more} more findings',
    'verify-log-holds': 'The log holds: nothing was changed, removed, added or moved.',
    'verify-log-broken': 'THE LOG DOES NOT HOLD. Keep the data folder as it is, and tell whoever answers for the record.',
    'verify-parts': 'Checked: {parts}.',
    'verify-one-bundle': '"{path}" is no bundle. Name one .zip file, or none to look at the installation. Try: proofline help verify',
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
    'empty-folder': '{path} holds no .json or .jsonld file.',
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
    'overview-head': 'proofline：在命令行使用证据链\n\n用法：proofline 命令 [选项]',
    'overview-foot':
      'proofline help 命令        说明与示例\nproofline help exit-codes  退出码的含义\n\n从这里开始：\n  npm start                              在一个终端\n  npx proofline capture my-events.json   在另一个终端',
    'options-foot':
      '所有命令共有的选项：\n  --json         供机器读取的结果：标准输出每行一个 JSON 值\n  --lang en|zh   语言（默认：系统区域设置）\n  --data 目录    数据目录（默认：PROOFLINE_DATA，否则为 data/）\n  --server 地址  服务器（默认：数据目录所记录的服务器）；\n                 令牌取自数据目录或 PROOFLINE_TOKEN\n  -h, --help     显示本说明',
    'exit-codes':
      '退出码\n  0    完成；校验未发现问题\n  1    结果为否：文档被拒收，或校验发现问题\n  2    命令行有误；未执行任何操作\n  3    没有服务器应答\n  4    服务器不接受该令牌\n  5    服务器或本命令出错；结果未知\n  130  被 Ctrl-C 终止',
    'start-summary': '启动服务器（同 npm start）',
    'start-help':
      'proofline start\n\n在数据目录上启动服务器及其 PostgreSQL；按 Ctrl-C 同时停止两者。\n读取环境变量 PORT（8080）、HOST（127.0.0.1）、PROOFLINE_DATA、DATABASE_URL。\n\n示例：\n  PORT=9000 npx proofline start --data /srv/proofline',
    'capture-summary': '将 EPCIS 2.0 文档写入日志',
    'capture-help':
      'proofline capture 文件… [--proceed]\n\n发送 EPCIS 2.0 JSON-LD 文档，并等待其写入日志。“文件”可以是文件、目录\n（按名称顺序读取其下所有 .json 和 .jsonld），或用 - 表示标准输入。\n超出服务器上限的文档在事件之间切分；每一部分要么整体采集，要么完全不采集。\n重复发送同样的内容不会增加任何记录。\n\n  --proceed   某部分含有错误事件时保留其中正确的事件（默认：整个部分\n              被拒收，并列出全部问题）\n\n示例：\n  npx proofline capture receipts.json\n  npx proofline capture ./export/2026-11/ --proceed\n  mes-export | npx proofline capture - --json',
    'bench-summary': '对照目标测量本机与本版本的性能',
    'bench-help':
      'proofline bench [名称…] [--quick] [--check]\n\n测量产品所承诺的性能，每项数据都与同一次运行、同一 PostgreSQL 上的基准并列。\n一切都在临时目录中进行（TMPDIR：请选用真实磁盘），结束后即删除，\n不会触及您的数据。不指定名称时依次运行全部项目，约需十分钟：\n\n  append           向日志追加 1 kB 的事实，已存在 500 万个幂等键\n  capture-mixed    经 HTTP 采集每份 1,000 个事件的 EPCIS 文档\n  capture-packing  同上，每个事件为一箱和 40 个序列号\n  capture-single   每个请求一个事件，64 个客户端\n  verify-log       由所存字节重新计算整个日志的哈希\n  memory           采集一百万个事件后服务器占用的内存\n\n  --quick   缩小规模：只说明能否运行，不代表速度\n  --check   有目标未达到时退出码为 1\n\n示例：\n  npx proofline bench append --quick\n  TMPDIR=/srv/tmp npx proofline bench --check --json',
    'bench-unknown': '没有测量项目“{name}”。现有项目：{names}',
    'bench-server-failed': '用于测量的服务器未能启动：{reason}',
    'bench-not-settled': '服务器已接收文档，日志应有 {size} 条事实，两分钟后仍只有 {found} 条',
    'bench-column-measure': '项目',
    'bench-column-figure': '数据',
    'bench-column-baseline': '基准',
    'bench-column-ratio': '比例',
    'bench-column-target': '目标',
    'bench-column-result': '结果',
    'bench-met': '达到',
    'bench-missed': '未达到',
    'bench-stretch': '* 努力目标，不作要求',
    'bench-quick': '这是快速运行：仅表明各项测量可以进行，数据不宜引用。',
    'bench-unit-facts-per-s': '条/秒',
    'bench-unit-events-per-s': '事件/秒',
    'bench-unit-objects-per-s': '对象/秒',
    'bench-unit-requests-per-s': '请求/秒',
    'bench-reached-log': '日志包含全部事件（目前尚无视图）',
    'bench-reached-views': '视图已跟上日志',
    'bench-append':
      '{rounds} 轮的中位数，每轮 {facts} 条事实，正文各 1,000 字节，每次提交 1,000 条，同时进行 4 次，已存在 {keys} 个幂等键；计时至提交、签名并答复为止。基准：用 COPY 将相同正文写入普通表。',
    'bench-capture-mixed':
      '{rounds} 轮的中位数，每轮 {documents} 份文档，同时进行 {inFlight} 份，计时至{reached}：{events} 事件/秒，{objects} 对象/秒，{bytes} MB/秒。服务器内存最高 {memory} MB，事件循环最多延迟 {eventLoopMs} 毫秒。基准：用 COPY 将相同事件写入普通表。',
    'bench-capture-packing':
      '{rounds} 轮的中位数，每轮 {documents} 份文档，同时进行 {inFlight} 份，计时至{reached}：{events} 事件/秒，{objects} 对象/秒，{bytes} MB/秒。服务器内存最高 {memory} MB，事件循环最多延迟 {eventLoopMs} 毫秒。基准：用 COPY 将相同事件写入普通表。',
    'bench-capture-single':
      '{rounds} 轮的中位数，每轮由 {clients} 个客户端发出 {requests} 个请求，计时至{reached}：半数在 {p50Ms} 毫秒内、百分之九十九在 {p99Ms} 毫秒内得到答复。服务器内存最高 {memory} MB，事件循环最多延迟 {eventLoopMs} 毫秒。基准：每个事件单独写入一行并单独提交，{clients} 个客户端共用 {connections} 个连接。',
    'bench-verify-log': '{rounds} 轮的中位数，共 {facts} 条事实，正文各 1,000 字节。基准：用 COPY 将同一张表从头读到尾。',
    'bench-memory':
      '用时 {seconds} 秒采集 {events} 个事件，每秒 {rate} 个；文档在采集的同时生成。事件循环最多延迟 {eventLoopMs} 毫秒。基准：同一服务器接收第一份文档之前。',
    'bench-cpu': 'CPU 秒数：服务器 {server}，PostgreSQL {postgres}，客户端 {client}。',
    'bench-machine': '{cpu}，{cores} 核，{memory} GB；Node {node}，PostgreSQL {postgres}；负载 {load}',
    'verify-summary': '重新校验日志、重建视图，或校验证据包',
    'verify-help':
      'proofline verify [--log] [--views]\nproofline verify 证据包.zip [--key 公钥]\n\n不带文件：检查数据目录中的系统，无论服务器是否在运行，且不做任何改动。\n--log 从存储的字节起重新计算每条事实的哈希，直至已签署的检查点及保存在\n数据库之外的检查点；--views 在旁边重建视图并比较。都不写则两者都做。\n\n带文件：完整地离线校验证据包，不打开任何网络连接。--key 是您从其他途径\n获得的日志公钥；不提供时，结论会注明公钥来自证据包本身。\n\n示例：\n  npx proofline verify\n  npx proofline verify --log --json\n  npx proofline verify bundle.zip --key "$(cat log.vkey)"',
    'verify-log-progress': '日志',
    'verify-log-read': '日志 {origin}\n  已重新校验 {facts} 条事实与 {checkpoints} 个检查点，用时 {duration}（每秒 {rate} 条）',
    'verify-root': '  根哈希 {root}',
    'verify-fact': '事实 {from}',
    'verify-facts': '事实 {from} 至 {last}',
    'more-findings': '……另有 {more} 处问题',
    'verify-log-holds': '日志完好：没有任何内容被修改、删除、增加或移动。',
    'verify-log-broken': '日志不完好。请保持数据目录原样，并通知记录的负责人。',
    'verify-parts': '已检查：{parts}。',
    'verify-one-bundle': '“{path}”不是证据包。请指定一个 .zip 文件；若要检查系统则不指定文件。请尝试：proofline help verify',
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
    'empty-folder': '{path} 中没有 .json 或 .jsonld 文件。',
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
