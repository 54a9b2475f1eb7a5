-- Money in suspense is used under one payment once, on whichever account.
create unique index suspense_payment_once on suspense_entry (payment_id) where kind = 'allocated';
