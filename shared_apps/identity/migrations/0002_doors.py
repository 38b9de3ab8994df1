"""The two doors through which a circle learns something of accounts, and nothing more.

Each runs with its owner's rights, so every name in it is written in full and the path is pinned.
"""

from django.db import migrations

DOORS = """
CREATE FUNCTION coop.redeem_ticket(ticket bytea, state bytea)
RETURNS TABLE (account_id uuid, epoch integer, next text)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    -- One statement, so that of two browsers arriving at once only one gets in. statement_timestamp() and not now():
    -- a transaction may have begun long before. current_setting('role') is the role that was set, not this owner.
    UPDATE public.identity_ticket AS t SET used_at = pg_catalog.statement_timestamp()
    FROM public.identity_account AS a, public.tenants_circle AS c
    WHERE t.hash = redeem_ticket.ticket
      AND t.state_hash = redeem_ticket.state
      AND t.used_at IS NULL
      AND t.expires_at > pg_catalog.statement_timestamp()
      AND c.id = t.circle_id
      AND pg_catalog.current_setting('role') = 'r_' || c.schema_name
      AND a.id = t.account_id
      AND a.is_active
    RETURNING a.id, a.epoch, t.next::text
$$;
COMMENT ON FUNCTION coop.redeem_ticket(bytea, bytea) IS
    'Uses up a ticket, in the circle it was made for and with the secret of the browser it was made for.';

CREATE FUNCTION coop.account_epoch(account uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT a.epoch FROM public.identity_account AS a WHERE a.id = account_epoch.account AND a.is_active
$$;
COMMENT ON FUNCTION coop.account_epoch(uuid) IS
    'The epoch a session must be of to be alive; nothing for an account that is closed or unknown.';
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial"), ("tenants", "0001_initial")]

    operations = [
        migrations.RunSQL(
            DOORS,
            "DROP FUNCTION coop.redeem_ticket(bytea, bytea); DROP FUNCTION coop.account_epoch(uuid)",
        ),
    ]
