-- What the query language of EPCIS 2.0 asks for (§8.2.7.1) and no other view holds. One row a fact of kind event/1, error declarations included:
-- both events are answered. Rows are known from their fact and never close; which event stands is told by view_event.

create table view_epcis_event (
  -- The fact.
  event bigint primary key,
  -- eventTime as told, cut to milliseconds since 1970.
  at_ms bigint not null,
  -- The term of the business step.
  step uuid,
  -- Everything that a query may ask to be equal, to be one of, or to exist: 16 bytes of SHA-256 of field and value each.
  terms uuid[] not null,
  -- Its objects stand in view_epcis_object. False: in view_participation, which tells identified objects from classes by level and quantity.
  own_objects boolean not null
);
create index view_epcis_event_at on view_epcis_event (at_ms, event);
create index view_epcis_event_step on view_epcis_event (step, at_ms, event) where step is not null;
-- The list of what is not sorted in yet is read by each query: it is kept short.
create index view_epcis_event_terms on view_epcis_event using gin (terms) with (gin_pending_list_limit = 512);

-- Objects of error declarations, and of events whose lists cannot be told apart afterwards.
create table view_epcis_object (
  event bigint not null,
  position integer not null,
  role text collate "C" not null check (role in ('epc', 'parent', 'child', 'input', 'output')),
  -- From a quantity list.
  is_class boolean not null,
  uri text collate "C" not null,
  quantity numeric,
  uom text collate "C",
  primary key (event, position)
);
create index view_epcis_object_uri on view_epcis_object (uri);

-- What a query may compare: sensor values, numbers and times of extension fields. Times in milliseconds since 1970.
create table view_epcis_number (
  event bigint not null,
  position integer not null,
  -- Of the field's name and what is measured.
  field uuid not null,
  -- In the SI unit of what is measured, of units unknown to us as told.
  si numeric not null,
  told numeric not null,
  uom text collate "C",
  primary key (event, position)
);
create index view_epcis_number_field on view_epcis_number (field, si, event);

-- Vocabulary elements of master data, by the fact that told them; closed by the next fact that tells the same element.
create table view_epcis_element (
  fact bigint primary key,
  vocabulary text collate "C" not null,
  -- As told, and as identifiers are written in the views.
  id text collate "C" not null,
  uri text collate "C" not null,
  known_to bigint
);
create index view_epcis_element_uri on view_epcis_element (uri);
create table view_epcis_attribute (
  fact bigint not null,
  position integer not null,
  -- Full name.
  name text collate "C" not null,
  value text collate "C" not null,
  primary key (fact, position)
);
create index view_epcis_attribute_name on view_epcis_attribute (name);
create table view_epcis_child (
  fact bigint not null,
  position integer not null,
  uri text collate "C" not null,
  primary key (fact, position)
);

-- Every event type, business step, disposition, read point and business location that a fact told, once.
create table view_epcis_value (
  field text collate "C" not null,
  value text collate "C" not null,
  known_from bigint not null,
  primary key (field, value)
);

do $body$
declare
  name text;
begin
  foreach name in array array['view_epcis_event', 'view_epcis_object', 'view_epcis_number', 'view_epcis_element', 'view_epcis_attribute',
    'view_epcis_child', 'view_epcis_value'] loop
    execute format('grant select, insert, truncate on %I to {{app}}', name);
  end loop;
end
$body$;
grant update (known_to) on view_epcis_element to {{app}};

-- Tokens of next pages: the key that signs them, and those that were given back before they expired.
create table work_page_key (
  name text collate "C" primary key check (name = 'pages'),
  key bytea not null check (octet_length(key) = 32)
);
create table work_page_revoked (
  id uuid primary key,
  expires_at timestamptz not null
);
create index work_page_revoked_expires on work_page_revoked (expires_at);
grant select, insert on work_page_key to {{app}};
grant select, insert, delete on work_page_revoked to {{app}};

-- What was projected before these tables came is projected again, with them.
truncate view_source, view_document, view_object, view_event, view_participation, view_untold, view_declaration, view_correction, view_discrepancy,
  view_failure, view_refusal, view_refusal_name, view_erasure;
update work_projector set token = token + 1, holder = null, expires_at = '-infinity' where name = 'views';
update view_cursor set cursor = 0 where name = 'views';
