-- A supplier calls with the number of his lot: which of ours came from it, by what receipts tell, and by lots that are kept under his number.
create index view_event_supplier_lot on view_event using gin (((details -> 'supplierLot')::jsonb) jsonb_path_ops) where details -> 'supplierLot' is not null;
create index view_object_lot_number on view_object ((substring(uri from '/(?:10|lot)/([^/]+)$'))) where level = 'lot';
