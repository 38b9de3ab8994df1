"""The doors through which the console learns something of accounts, and nothing more; and lists that only grow.

Each door runs with its owner's rights, so every name in it is written in full and the path is pinned. Each opens for
the console's role alone: `current_setting('role')` is the role that was set, not this owner.
"""

from django.db import migrations

DOORS = """
CREATE FUNCTION coop.at_the_console() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF pg_catalog.current_setting('role') <> 'coopbox_console' THEN
        RAISE EXCEPTION 'This door is the console''s.' USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

CREATE FUNCTION coop.redeem_console_ticket(ticket bytea, state bytea)
RETURNS TABLE (account_id uuid, epoch integer, next text, proved_at timestamptz, methods text[], browser_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    -- One statement, so that of two browsers arriving at once only one gets in.
    UPDATE public.identity_ticket AS t SET used_at = pg_catalog.statement_timestamp()
    FROM public.identity_account AS a
    WHERE t.hash = redeem_console_ticket.ticket
      AND t.state_hash = redeem_console_ticket.state
      AND t.used_at IS NULL
      AND t.expires_at > pg_catalog.statement_timestamp()
      AND t.circle_id IS NULL
      AND pg_catalog.current_setting('role') = 'coopbox_console'
      AND a.id = t.account_id
      AND a.is_active
    RETURNING a.id, a.epoch, t.next::text, t.proved_at, t.methods::text[], t.browser_id
$$;
COMMENT ON FUNCTION coop.redeem_console_ticket(bytea, bytea) IS
    'Uses up a ticket to the console, with the secret of the browser it was made for.';

CREATE FUNCTION coop.account_of_officer(address text, fresh uuid, unusable text) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found uuid;
BEGIN
    PERFORM coop.at_the_console();
    SELECT c.account_id INTO found FROM public.identity_addresschange AS c
    WHERE c.old = address AND c.undo_until > pg_catalog.statement_timestamp() LIMIT 1;
    IF found IS NOT NULL THEN
        RETURN found;
    END IF;
    INSERT INTO public.identity_account (id, email, phone, password, is_active, epoch, created_at)
    VALUES (fresh, address, '', unusable, true, 1, pg_catalog.statement_timestamp())
    ON CONFLICT (email) DO NOTHING;
    SELECT a.id INTO found FROM public.identity_account AS a WHERE a.email = address;
    RETURN found;
END
$$;
COMMENT ON FUNCTION coop.account_of_officer(text, uuid, text) IS
    'The account with this address, made now if there is none. It tells nothing of an account but its id.';

CREATE FUNCTION coop.note_office(account uuid, since date, until date) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM coop.at_the_console();
    IF since IS NULL THEN
        DELETE FROM public.identity_office AS o WHERE o.account_id = account AND o.circle_id IS NULL;
        RETURN;
    END IF;
    INSERT INTO public.identity_office AS o (account_id, circle_id, since_on, until_on)
    SELECT a.id, NULL, since, until FROM public.identity_account AS a WHERE a.id = account
    ON CONFLICT (account_id, circle_id) DO UPDATE SET since_on = since, until_on = until;
END
$$;
COMMENT ON FUNCTION coop.note_office(uuid, date, date) IS
    'Says from when to when an account holds an office of the national co-op, and of no circle.';
"""
UNDO = """
DROP FUNCTION coop.note_office(uuid, date, date);
DROP FUNCTION coop.account_of_officer(text, uuid, text);
DROP FUNCTION coop.redeem_console_ticket(bytea, bytea);
DROP FUNCTION coop.at_the_console()
"""


def trigger(name: str) -> str:
    return (
        f"CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON public.console_{name} "
        "FOR EACH STATEMENT EXECUTE FUNCTION coop.only_grows()"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("console", "0001_initial"),
        ("federation", "0002_only_grows"),
        ("identity", "0004_account"),
    ]

    operations = [
        migrations.RunSQL(DOORS, UNDO),
        *(
            migrations.RunSQL(trigger(name), f"DROP TRIGGER only_grows ON public.console_{name}")
            for name in ("entry", "planchange")
        ),
    ]
