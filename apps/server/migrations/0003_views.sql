-- Views: derived from the record, dropped and rebuilt at will. Rows are inserted, or closed by setting `known_to`; nothing else happens to them.
-- A row is known from the fact that brought it (`known_from`, in some tables named for what it is: `index`, `event`, `declaration`, `fact`) to the
-- fact that closed it. As known at log size N: known_from < N and (known_to is null or known_to >= N). Present: known_to is null.
-- Moments are milliseconds since 1970 in UTC, both ends included. Numbers of sources, documents and objects are dense, in order of the log.

-- All views an answer uses have followed the log up to here: facts with index < cursor.
create table view_cursor (
  name text collate "C" primary key check (name = 'views'),
  cursor bigint not null check (cursor >= 0)
);
insert into view_cursor values ('views', 0);

-- Who projects. Each change of hands counts the token on; a batch commits only under the token it began with.
create table work_projector (
  name text collate "C" primary key check (name = 'views'),
  token bigint not null,
  holder text collate "C",
  expires_at timestamptz not null
);
insert into work_projector values ('views', 0, null, '-infinity');

create table view_source (
  id integer primary key,
  name text collate "C" not null unique,
  known_from bigint not null
);

-- A document as one source sent it at one moment.
create table view_document (
  id bigint primary key,
  -- Of source, reference and receipt: 16 bytes of SHA-256.
  key uuid not null unique,
  source integer not null,
  reference text collate "C" not null,
  received_ms bigint not null,
  known_from bigint not null
);
create index view_document_source on view_document (source, known_from);

-- Everything that events name: lots, instances, containers, classes, places, parties, transformations.
create table view_object (
  id bigint primary key,
  uri text collate "C" not null unique,
  level text collate "C" not null,
  -- The class of a lot or instance.
  class bigint,
  known_from bigint not null
);

create table view_event (
  -- Of the fact; known from there.
  index bigint primary key,
  source integer not null,
  document bigint not null,
  position integer not null,
  event_id text collate "C" not null,
  event_key uuid not null,
  -- The whole event but its error declaration. Equal: told twice, or declared wrong.
  content uuid not null,
  -- What happened to which objects, without time, place, remarks and eventID. Told by two sources for overlapping times: one happening.
  happening uuid not null,
  type text collate "C" not null,
  action text collate "C",
  biz_step text collate "C",
  disposition text collate "C",
  occurred_from_ms bigint not null,
  occurred_to_ms bigint not null,
  -- Declared by the event; null: measured (see ahead_ms).
  uncertainty_ms bigint,
  received_ms bigint not null,
  -- How long after its receipt it claims to have begun, at least.
  ahead_ms bigint check (ahead_ms > 0),
  transformation bigint,
  read_point bigint,
  biz_location bigint,
  consignor bigint,
  consignee bigint,
  consignee_owner bigint,
  details json,
  -- The later of this fact and the one that declares it wrong.
  known_to bigint
);
create index view_event_key on view_event (event_key, source, content);
create index view_event_occurred on view_event (occurred_from_ms);
create index view_event_transformation on view_event (transformation) where transformation is not null;
-- Makings by what their recipes need, where that is told.
create index view_event_recipe on view_event (index) where details -> 'recipe' is not null;
create index view_event_ahead on view_event (source, ahead_ms) where ahead_ms is not null and uncertainty_ms is null;

-- Object and event. `named`: stated to be a member of `lot`, without taking part.
create table view_participation (
  event bigint not null,
  position integer not null,
  object bigint not null,
  role text collate "C" not null check (role in ('epc', 'parent', 'child', 'input', 'output', 'named')),
  -- null on an instance: one; on a class or lot: not told.
  quantity numeric,
  uom text collate "C",
  -- The lot that this fact says the instance to belong to.
  lot bigint,
  known_to bigint,
  primary key (event, position)
);
create index view_participation_object on view_participation (object);
create index view_participation_lot on view_participation (lot, object) where lot is not null;

-- Events declared wrong. Of the same source with the same content: the event is closed. Of another source: a claim.
create table view_declaration (
  index bigint primary key,
  source integer not null,
  event_id text collate "C" not null,
  event_key uuid not null,
  content uuid not null,
  happening uuid not null,
  occurred_from_ms bigint not null,
  occurred_to_ms bigint not null,
  declared_ms bigint not null,
  reason text collate "C"
);
create index view_declaration_key on view_declaration (event_key);
create index view_declaration_happening on view_declaration (happening);

-- The events that stand for what was declared wrong; they may be here or not.
create table view_correction (
  declaration bigint not null,
  position integer not null,
  event_id text collate "C" not null,
  event_key uuid not null,
  primary key (declaration, position)
);

create table view_discrepancy (
  -- The fact with which it became visible.
  known_from bigint not null,
  code text collate "C" not null,
  source integer not null,
  -- What it is about: an eventID, or an object's URI.
  subject text collate "C" not null,
  subject_key uuid not null,
  known_to bigint,
  primary key (known_from, code)
);
create index view_discrepancy_subject on view_discrepancy (subject_key, code, source);

-- Facts that could not be projected.
create table view_failure (
  index bigint primary key,
  code text collate "C" not null,
  kind text collate "C" not null,
  source text collate "C" not null,
  subject text collate "C" not null
);

-- Documents that were not accepted, and what they name.
create table view_refusal (
  fact bigint primary key,
  source integer not null,
  -- How it could be read: document, query-document, unreadable; counted: one of many, not looked into.
  form text collate "C" not null,
  received_ms bigint not null,
  sha256 text collate "C",
  events integer
);
create table view_refusal_name (
  fact bigint not null,
  position integer not null,
  uri text collate "C" not null,
  primary key (fact, position)
);
create index view_refusal_name_uri on view_refusal_name (uri);

-- Facts whose body was erased.
create table view_erasure (
  fact bigint not null,
  known_from bigint not null,
  primary key (fact, known_from)
);

do $body$
declare
  name text;
begin
  foreach name in array array['view_source', 'view_document', 'view_object', 'view_event', 'view_participation', 'view_declaration', 'view_correction',
    'view_discrepancy', 'view_failure', 'view_refusal', 'view_refusal_name', 'view_erasure'] loop
    execute format('grant select, insert, truncate on %I to {{app}}', name);
  end loop;
end
$body$;
grant update (known_to) on view_event, view_participation, view_discrepancy to {{app}};
grant select, update on view_cursor, work_projector to {{app}};
