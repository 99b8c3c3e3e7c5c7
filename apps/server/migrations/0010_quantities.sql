-- What a query asks of a quantity and nothing else is answered from here: most participations have none.
create index view_participation_quantity on view_participation (quantity, event) where quantity is not null;
create index view_epcis_object_quantity on view_epcis_object (quantity, event) where quantity is not null;
